// P17 of the suite: datagrams that a server must neither answer nor pass on. After each few a valid one is sent; when its
// echo is back the others have been dealt with, so whatever else has come by then has come because of them.

import { DatagramClient, DatagramEcho } from "./datagram_ends.ts";
import { DATAGRAM_ROWS, type DatagramMaterial, type DatagramRow } from "./datagram_rows.ts";
import type { Dialect, Step } from "./dialect.ts";
import type { Finding } from "./gates.ts";
import type { Noise } from "./noise.ts";
import type { Saying } from "./probe.ts";
import type { RowResult } from "./result.ts";
import type { Sniffer } from "./sniffer.ts";

export interface DatagramOptions {
  readonly port: number;
  readonly dialect: Dialect;
  readonly noise: Noise;
  readonly sniffer: Sniffer | undefined;
}

/** Few enough for any socket's buffer. */
const BATCH = 20;

export async function probeDatagrams(options: DatagramOptions): Promise<readonly RowResult[]> {
  const { dialect, noise, port, sniffer } = options;
  await using target = new DatagramEcho();
  await using eavesdropped = new DatagramClient();
  const served = dialect.packet(target.address, noise.bytes(30));
  await eavesdropped.send(served, port);
  await eavesdropped.untilCount(1);
  const answer = eavesdropped.latest;
  const material = { dialect, noise, served, answer, target: target.address };
  const results: RowResult[] = [];
  for (const row of DATAGRAM_ROWS) {
    const probes = row.probes(material);
    if (probes.length === 0) continue;
    await using client = new DatagramClient();
    results.push(await probeRow(row, { port, client, target, material, sniffer, probes }));
  }
  return results;
}

interface RowOptions {
  readonly port: number;
  readonly probes: readonly (Saying | Step)[];
  readonly client: DatagramClient;
  readonly target: DatagramEcho;
  readonly material: DatagramMaterial;
  readonly sniffer: Sniffer | undefined;
}

async function probeRow(row: DatagramRow, options: RowOptions): Promise<RowResult> {
  const { port, probes, client, target, material, sniffer } = options;
  const [arrivedBefore, sentBefore] = [target.count, sniffer?.datagramsSent ?? 0];
  let valid = 0;
  for (let at = 0; at < probes.length; at += BATCH) {
    for (const probe of probes.slice(at, at + BATCH)) {
      await client.send(probe.bytes(), port);
      if ("isServed" in probe && probe.isServed) await client.untilCount(++valid);
    }
    await client.send(material.dialect.packet(material.target, material.noise.bytes(30)), port);
    await client.untilCount(++valid);
  }
  const answers = client.count - valid;
  const arrivals = target.count - arrivedBefore - valid;
  const sent = sniffer === undefined ? 0 : sniffer.datagramsSent - sentBefore - valid;
  return {
    ...{ id: "P17", about: row.about, trials: probes.length },
    outcome: `${Math.max(answers, sent)} answers, ${arrivals} passed on`,
    findings: findingsOf(row, { answers: Math.max(answers, sent), arrivals }),
  };
}

function findingsOf(
  { about }: DatagramRow,
  { answers, arrivals }: { readonly answers: number; readonly arrivals: number },
): readonly Finding[] {
  const row = `P17 ${about}`;
  return [
    ...(answers === 0 ? [] : [{ gate: "outcome" as const, row, says: `${answers} were answered` }]),
    ...(arrivals === 0
      ? []
      : [{ gate: "reach" as const, row, says: `${arrivals} were passed on` }]),
  ];
}
