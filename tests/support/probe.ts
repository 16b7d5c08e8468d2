// A stranger's connection: says its bytes, and records what it gets for them.

import { within } from "./deadline.ts";
import { chunksOf, writeAll } from "./test_conn.ts";

export interface Probe {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Sends FIN after the bytes. */
  readonly finishes?: boolean;
}

export interface Reaction {
  readonly name: string;
  /** Bytes that came back. */
  readonly heard: number;
  /** `FIN then RST`: the first byte sent after FIN was refused. */
  readonly end: "FIN" | "RST" | "FIN then RST";
  /** From before the connection was made: never less than from accept. */
  readonly afterMs: number;
}

/** More at once would measure the queue, not the server. */
const AT_ONCE = 150;
/** For an end that never comes. */
const PATIENCE_MS = 9000;

export async function sendProbe(port: number, probe: Probe): Promise<Reaction> {
  const start = performance.now();
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay(true);
  const heard = countBytes(conn);
  // Told below; also after the end of waiting.
  heard.catch(() => {});
  await writeAll(conn, probe.bytes);
  if (probe.finishes === true) await conn.closeWrite();
  const { bytes, end } = await within(PATIENCE_MS, `The end of ${probe.name}`, heard);
  const afterMs = performance.now() - start;
  const hasReset = end === "FIN" && probe.finishes !== true && !await takesAByte(conn);
  return { name: probe.name, heard: bytes, end: hasReset ? "FIN then RST" : end, afterMs };
}

export async function sendProbes(port: number, probes: readonly Probe[]): Promise<Reaction[]> {
  const reactions: Reaction[] = [];
  for (let at = 0; at < probes.length; at += AT_ONCE) {
    const batch = probes.slice(at, at + AT_ONCE);
    reactions.push(...await Promise.all(batch.map((probe) => sendProbe(port, probe))));
  }
  return reactions;
}

/** The same from so many connections that are all there before the first one speaks; resolves when all have ended. */
export async function sendTogether(port: number, probe: Probe, count: number): Promise<void> {
  const conns: Deno.TcpConn[] = [];
  try {
    for (let i = 0; i < count; i++) {
      conns.push(await Deno.connect({ hostname: "127.0.0.1", port }));
    }
    await Promise.all(conns.map((conn) => writeAll(conn, probe.bytes)));
    if (probe.finishes === true) await Promise.all(conns.map((conn) => conn.closeWrite()));
    const ends = Promise.all(conns.map(countBytes));
    await within(PATIENCE_MS, `The end of each ${probe.name}`, ends);
  } finally {
    for (const conn of conns) conn.close();
  }
}

async function countBytes(conn: Deno.Conn): Promise<{ bytes: number; end: "FIN" | "RST" }> {
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(conn)) bytes += chunk.length;
    return { bytes, end: "FIN" };
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
    return { bytes, end: "RST" };
  }
}

/** The system takes one byte after FIN, whoever listens; after RST it takes none. */
async function takesAByte(conn: Deno.Conn): Promise<boolean> {
  try {
    return await conn.write(Uint8Array.of(0)) === 1;
  } catch {
    return false;
  }
}
