// P18 of the suite: so many strangers a second, of all kinds, beside one download of somebody with the key. What the
// download loses to them is compared in turns with and without.

import { Load } from "../bench/load.ts";
import { median } from "../bench/statistics.ts";
import { newLink, startServer, startTunnel } from "../support/shadowsocks_process.ts";
import { chunksOf, writeAll } from "../support/test_conn.ts";
import type { Dialect } from "./dialect.ts";
import type { Finding } from "./gates.ts";
import type { Noise } from "./noise.ts";
import { PROTOCOL_OPENINGS } from "./protocol_openings.ts";
import type { RowResult } from "./result.ts";

export interface MixedLoadOptions {
  readonly dialect: Dialect;
  readonly noise: Noise;
  readonly deadlineMs: number;
}

const PER_SECOND = 2000;
const ROUNDS = 3;
const ROUND_SECONDS = 3;
const LEAST_SHARE = 0.8;
const TICK_MS = 5;

const ROW = { id: "P18", about: `${PER_SECOND} mixed probes a second beside a download` };

export async function probeMixedLoad(options: MixedLoadOptions): Promise<RowResult> {
  const { dialect, deadlineMs } = options;
  await using load = await Load.start();
  const link = { ...newLink(dialect.method), password: dialect.password };
  const timeout = ["--timeout", `${deadlineMs / 1000}`];
  await using server = await startServer("umbra", link, ...timeout, "--log-level", "error");
  await using tunnel = await startTunnel("umbra", link, load.targets.source);
  const probes = mixtureOf(options);
  const speeds: Record<"quiet" | "loud", number[]> = { quiet: [], loud: [] };
  let trials = 0;
  for (let round = 0; round < ROUNDS; round++) {
    speeds.quiet.push(await speedOf(load, tunnel.port));
    const crowd = new Crowd(server.port, probes);
    speeds.loud.push(await speedOf(load, tunnel.port));
    trials += await crowd.disperse();
  }
  const share = median(speeds.loud) / median(speeds.quiet);
  const perSecond = trials / ROUNDS / ROUND_SECONDS;
  const says = `${(share * 100).toFixed(0)} % of its speed at ${perSecond.toFixed(0)} a second`;
  const finding: Finding = { gate: "share", row: `${ROW.id} ${ROW.about}`, says };
  return { ...ROW, trials, outcome: says, findings: share >= LEAST_SHARE ? [] : [finding] };
}

async function speedOf(load: Load, port: number): Promise<number> {
  const { bytes, seconds } = await load.download(port, ROUND_SECONDS);
  return bytes / seconds;
}

function mixtureOf({ dialect, noise }: MixedLoadOptions): readonly Uint8Array[] {
  const target = { host: "127.0.0.1", port: 9 };
  const lengths = [...dialect.edges, 1, 7, 23, 49, 50, 51, 99, 221, 1400];
  return [
    ...lengths.map((length) => noise.bytes(length)),
    ...PROTOCOL_OPENINGS.map(({ bytes }) => bytes),
    ...dialect.foreign(target).map(({ bytes }) => bytes()),
    ...dialect.malformed(target).map(({ bytes }) => bytes()),
  ];
}

/** Strangers who come at a steady pace, say one thing, and stay until they are sent away. */
class Crowd {
  readonly #port: number;
  readonly #probes: readonly Uint8Array[];
  readonly #start = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #present = new Set<Promise<void>>();
  #sent = 0;

  constructor(port: number, probes: readonly Uint8Array[]) {
    this.#port = port;
    this.#probes = probes;
    this.#timer = setInterval(() => this.#sendDue(), TICK_MS);
  }

  /** No more come; resolves with how many there were when the last has left. */
  async disperse(): Promise<number> {
    clearInterval(this.#timer);
    await Promise.all(this.#present);
    return this.#sent;
  }

  #sendDue(): void {
    const due = (performance.now() - this.#start) * PER_SECOND / 1000;
    for (; this.#sent < due; this.#sent++) {
      const visit: Promise<void> = this.#visit(this.#probes[this.#sent % this.#probes.length]!)
        .catch(() => {})
        .finally(() => this.#present.delete(visit));
      this.#present.add(visit);
    }
  }

  async #visit(bytes: Uint8Array): Promise<void> {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: this.#port });
    await writeAll(conn, bytes);
    for await (const _ of chunksOf(conn));
  }
}
