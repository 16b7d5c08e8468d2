// Sends probes to one server and tells its reactions: by the wire where that can be read, else by what the socket says.

import { writeAll } from "../support/test_conn.ts";
import type { Probe, Segment } from "./probe.ts";
import type { Sniffer } from "./sniffer.ts";
import { type Packet, type Reaction, reactionOf } from "./trace.ts";

/** How long an answer to a byte after the end is waited for, which a live connection does not give. */
const LATE_MS = 60;
const LATE_STEP_MS = 6;

export interface ProberParts {
  /** The server's, on 127.0.0.1. */
  readonly port: number;
  /** An end that has not come by then never comes. */
  readonly patienceMs: number;
  readonly sniffer: Sniffer | undefined;
}

export interface ProbeReaction extends Reaction {
  /** The server, or the system for it, has taken all of the probe before it ended the connection. */
  readonly isAllTaken: boolean;
  readonly trace: readonly Packet[];
}

export class Prober {
  readonly #parts: ProberParts;

  constructor(parts: ProberParts) {
    this.#parts = parts;
  }

  async send(probe: Probe): Promise<ProbeReaction> {
    const { port, patienceMs, sniffer } = this.#parts;
    const segments = probe.segments();
    const told = new SocketTrace();
    using conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.setNoDelay(true);
    const { hostname, port: own } = conn.localAddr;
    using followed = sniffer?.follow(`${hostname}:${own}`);
    const trace = () => followed?.seen() ?? told.packets;
    const timer = setTimeout(() => conn.close(), patienceMs);
    try {
      const ending = hear(conn, told);
      const isAllTaken = await sayAll(conn, { segments, finishes: probe.finishes }, {
        told,
        ending,
      });
      await ending;
      if (told.hasFinished && !probe.finishes) await sayLateByte(conn, { told, trace });
      return { ...reactionOf(trace()), isAllTaken, trace: trace() };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What a socket tells of its connection. */
class SocketTrace {
  readonly packets: Packet[] = [];
  hasFinished = false;

  constructor() {
    this.client({ syn: true });
  }

  client(packet: Partial<Packet>): void {
    this.#add("client", packet);
  }

  server(packet: Partial<Packet>): void {
    this.#add("server", packet);
    if (packet.fin === true) this.hasFinished = true;
  }

  #add(from: Packet["from"], packet: Partial<Packet>): void {
    const at = performance.now();
    this.packets.push({ bytes: 0, syn: false, fin: false, rst: false, ...packet, from, at });
  }
}

/** Resolves when the connection has ended, by whomever. */
async function hear(conn: Deno.Conn, told: SocketTrace): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  try {
    for (;;) {
      const bytes = await conn.read(buffer);
      if (bytes === null) return told.server({ fin: true });
      told.server({ bytes });
    }
  } catch (error) {
    // Anything else is our own closing.
    if (error instanceof Deno.errors.ConnectionReset) told.server({ rst: true });
  }
}

interface Speech {
  readonly segments: readonly Segment[];
  readonly finishes: boolean;
}

interface Hearing {
  readonly told: SocketTrace;
  readonly ending: Promise<void>;
}

/** `false`: the connection ended before everything was said. */
async function sayAll(
  conn: Deno.TcpConn,
  { segments, finishes }: Speech,
  hearing: Hearing,
): Promise<boolean> {
  const { told, ending } = hearing;
  try {
    for (const { bytes, waitMs } of segments) {
      if (waitMs > 0 && await endsWithin(waitMs, ending)) return false;
      told.client({ bytes: bytes.length });
      await writeAll(conn, bytes);
    }
    if (!finishes) return true;
    told.client({ fin: true });
    await conn.closeWrite();
    return true;
  } catch {
    return false;
  }
}

async function endsWithin(ms: number, ending: Promise<void>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  ending.then(() => resolve(true));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

interface Tracing {
  readonly told: SocketTrace;
  readonly trace: () => readonly Packet[];
}

/**
 * The system refuses a byte when RST has come before it: the first one when the server has sent that by itself, the second
 * one when the first has brought it.
 */
async function sayLateByte(conn: Deno.Conn, { told, trace }: Tracing): Promise<void> {
  try {
    await conn.write(Uint8Array.of(0));
    told.client({ bytes: 1 });
    for (let waited = 0; waited < LATE_MS && !trace().some(isReset); waited += LATE_STEP_MS) {
      await new Promise<void>((resolve) => setTimeout(resolve, LATE_STEP_MS));
    }
    await conn.write(Uint8Array.of(0));
  } catch {
    told.server({ rst: true });
  }
}

function isReset({ from, rst }: Packet): boolean {
  return from === "server" && rst;
}
