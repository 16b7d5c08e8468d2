// One trial of a way: does an answer come back through it, and how soon. Whether it is the way or the target that fails
// can be told up to the point where the dial has succeeded; an error after that is one at the target (health_suspicions.ts
// knows what to make of it).

import { decodeDnsHead, DNS_CLASS_IN, DNS_TYPE, encodeDnsQuery } from "../codec/dns_message.ts";
import { DecodeError } from "../codec/decode_error.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import { asError } from "../net/as_error.ts";
import { ByteReader, type Decoded } from "../net/byte_reader.ts";
import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { PacketConn, PacketDialer } from "../net/packet_conn.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { encodeHealthRequest, type HealthTarget, pick, type Random } from "./health_request.ts";

export interface TrialParts {
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
  /** Aborted with a DialError. */
  readonly signal: AbortSignal;
}

export interface DnsTarget {
  readonly server: HostPort;
  readonly name: string;
}

/** Any answer will do, whatever its status. */
const STATUS_LINE = /^HTTP\/\d\.\d [1-9]\d\d[ \r]/;
const MAX_STATUS_LINE = 4096;
/** A program that asks reads the answer; one that hangs up in the middle of it stands out. */
const MAX_ANSWER = 64 * 1024;
const LF = 0x0a;

/** Milliseconds until the answer began. Rejects with a DialError. */
export async function tryStreams(
  dialer: StreamDialer,
  target: HealthTarget,
  { clock, random, signal }: TrialParts,
): Promise<number> {
  const began = clock.now();
  const conn = await dialer.dial(target.address, { signal, progress: () => {} });
  return await closing(conn, {
    ...{ signal, target: target.address },
    use: async () => {
      await conn.write(encodeHealthRequest(target, random));
      let answeredAt: number | undefined;
      await new ByteReader(conn).readMessage((bytes) => {
        answeredAt ??= clock.now();
        return decodeStatusLine(bytes);
      });
      await readOut(conn);
      return answeredAt! - began;
    },
  });
}

/** As {@link tryStreams}, by a DNS question. */
export async function tryPackets(
  dialer: PacketDialer,
  { server, name }: DnsTarget,
  { clock, random, signal }: TrialParts,
): Promise<number> {
  const began = clock.now();
  const conn = await dialer.open({ client: "health", dropped: () => {} });
  return await closing(conn, {
    ...{ signal, target: server },
    use: async () => {
      const id = Math.floor(random() * 0x10000);
      const type = pick([DNS_TYPE.A, DNS_TYPE.AAAA], random);
      const payload = encodeDnsQuery({ name, type, class: DNS_CLASS_IN }, { id });
      const drop = await conn.send({ peer: server, payload });
      if (drop !== undefined) throw new Error(`the question was lost: ${drop}`);
      await untilAnswer(conn, id);
      return clock.now() - began;
    },
  });
}

interface Use<T> {
  readonly signal: AbortSignal;
  readonly target: HostPort;
  readonly use: () => Promise<T>;
}

/** The connection is closed afterwards, and when the signal says so, which ends whatever it is used for. */
async function closing<T>(
  conn: Pick<StreamConn | PacketConn, "close">,
  { signal, target, use }: Use<T>,
): Promise<T> {
  const close = () => conn.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    signal.throwIfAborted();
    return await use();
  } catch (error) {
    throw targetError(signal.aborted ? signal.reason : error, target);
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

function targetError(cause: unknown, target: HostPort): DialError {
  const failure = cause instanceof DialError ? cause.failure : "other";
  const message = `Cannot get an answer from ${formatHostPort(target)}: ${asError(cause).message}`;
  return new DialError(failure, message, { cause });
}

function decodeStatusLine(bytes: Uint8Array): Decoded<true> | undefined {
  const line = bytes.subarray(0, MAX_STATUS_LINE);
  const end = line.indexOf(LF) + 1;
  if (end === 0 && bytes.length < MAX_STATUS_LINE) return undefined;
  if (end > 0 && STATUS_LINE.test(new TextDecoder().decode(line.subarray(0, end)))) {
    return { value: true, end };
  }
  throw new DecodeError("bad_field", "Cannot read answer: its first line is not a status line");
}

/** The answer has begun, which is all that counts: it may break now. */
async function readOut(conn: StreamConn): Promise<void> {
  try {
    for (let bytes = 0; bytes < MAX_ANSWER;) {
      const chunk = await conn.read();
      if (chunk === null) return;
      bytes += chunk.length;
    }
  } catch {
    return;
  }
}

async function untilAnswer(conn: PacketConn, id: number): Promise<void> {
  for (;;) {
    const { payload } = await conn.receive();
    if (isAnswer(payload, id)) return;
  }
}

function isAnswer(bytes: Uint8Array, id: number): boolean {
  try {
    const head = decodeDnsHead(bytes);
    return head.isResponse && head.id === id;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
