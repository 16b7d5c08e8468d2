// What the first of two servers costs a connection when it refuses, and when it swallows what is sent to it: the time from
// a client's connect to the first byte from the target, one connection after the other, by the whole program.

import { BlackHole } from "../support/black_hole.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { newLink, startServer } from "../support/shadowsocks_process.ts";
import { writeAll } from "../support/test_conn.ts";
import { startRoutedTunnel } from "./routed_tunnel.ts";

/** Milliseconds that each connection took, in order. */
export interface FailoverLatencies {
  /** One server, which serves. */
  readonly alone: readonly number[];
  /** Behind one that refuses, which is left alone after two failures. */
  readonly refused: readonly number[];
  /** The same, where it is asked by each connection again. */
  readonly refusedEachTime: readonly number[];
  /** Behind one that does not answer, which is left alone after two failures. */
  readonly swallowed: readonly number[];
}

export const CONNECT_SECONDS = 1;
export const FAIL_THRESHOLD = 2;
const NEVER_DOWN = 1_000_000;
const WARM_UP = 50;

const METHOD = "aes-256-gcm";

export async function measureFailover(connections: number): Promise<FailoverLatencies> {
  await using target = new EchoTarget();
  const link = newLink(METHOD);
  await using _server = await startServer("umbra", link);
  using hole = await BlackHole.open();
  const start = (first: readonly number[], failThreshold: number) =>
    startRoutedTunnel({
      links: [...first, link.serverPort].map((serverPort) => ({ ...link, serverPort })),
      targetPort: target.port,
      more: {
        failover: { fail_threshold: failThreshold, connect_timeout: CONNECT_SECONDS },
      },
    });
  const refusing = freePorts(1);
  await using alone = await start([], FAIL_THRESHOLD);
  await using refused = await start(refusing, FAIL_THRESHOLD);
  await using refusedEachTime = await start(refusing, NEVER_DOWN);
  await using swallowed = await start([hole.port], FAIL_THRESHOLD);
  const tunnels = { alone, refused, refusedEachTime, swallowed };
  return await measureInTurn(tunnels, connections);
}

/** In turns, so that a busy moment of the machine hits all. */
async function measureInTurn(
  tunnels: Readonly<Record<keyof FailoverLatencies, ListeningProcess>>,
  connections: number,
): Promise<FailoverLatencies> {
  const taken: Record<keyof FailoverLatencies, number[]> = {
    alone: [],
    refused: [],
    refusedEachTime: [],
    swallowed: [],
  };
  const names = Object.keys(tunnels) as (keyof FailoverLatencies)[];
  for (const name of ["alone", "refusedEachTime"] as const) {
    for (let i = 0; i < WARM_UP; i++) await connectionMs(tunnels[name].port);
  }
  for (let i = 0; i < connections; i++) {
    for (const name of names) taken[name].push(await connectionMs(tunnels[name].port));
  }
  return taken;
}

async function connectionMs(port: number): Promise<number> {
  const startedAt = performance.now();
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await writeAll(conn, Uint8Array.of(1));
  if (await conn.read(new Uint8Array(1)) !== 1) throw new Error("The target did not answer");
  return performance.now() - startedAt;
}
