// SOCKS clients for tests: polite ones that wait for each answer, and one that says a script of bytes, whatever the
// answers are.

import {
  AUTH_METHOD,
  AUTH_STATUS,
  decodeAuthStatus,
  decodeMethodChoice,
  decodeSocks5Reply,
  encodeGreeting,
  encodeSocks5Request,
  encodeUserPassword,
  SOCKS5_COMMAND,
  type UserPassword,
} from "../../src/codec/socks5.ts";
import { decodeSocks4Reply, encodeSocks4Request, SOCKS4_COMMAND } from "../../src/codec/socks4.ts";
import type { HostPort } from "../../src/net/address.ts";
import { ByteReader } from "../../src/net/byte_reader.ts";
import type { DialFailure } from "../../src/net/dial_failure.ts";
import type { Inbound } from "../../src/net/inbound.ts";
import { prefixedConn } from "../../src/net/prefixed_conn.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import { asStream } from "./as_stream.ts";
import { memoryPipe, readAll } from "./memory_pipe.ts";

export interface SocksAnswer {
  /** Which message held the last word: a refusal can come before the request is sent. */
  readonly answered: "greeting" | "password" | "request";
  /** METHOD, STATUS or REP (CD) of that message. */
  readonly code: number;
  /** The connection from there on, beginning with whatever came together with the answer. */
  readonly conn: StreamConn;
}

export async function socks5Connect(
  conn: StreamConn,
  target: HostPort,
  user?: UserPassword,
): Promise<SocksAnswer> {
  const reader = new ByteReader(conn);
  const answer = (answered: SocksAnswer["answered"], code: number): SocksAnswer => (
    { answered, code, conn: prefixedConn(reader.takeRest(), conn) }
  );
  const method = user === undefined ? AUTH_METHOD.none : AUTH_METHOD.userPassword;
  await conn.write(encodeGreeting([method]));
  const choice = await reader.readMessage(decodeMethodChoice);
  if (choice !== method) return answer("greeting", choice);
  if (user !== undefined) {
    await conn.write(encodeUserPassword(user));
    const status = await reader.readMessage(decodeAuthStatus);
    if (status !== AUTH_STATUS.accepted) return answer("password", status);
  }
  await conn.write(encodeSocks5Request({ command: SOCKS5_COMMAND.connect, target }));
  return answer("request", (await reader.readMessage(decodeSocks5Reply)).code);
}

/** SOCKS4 for an IPv4 literal, SOCKS4a for everything else. */
export async function socks4Connect(
  conn: StreamConn,
  target: HostPort,
  userId = "",
): Promise<SocksAnswer> {
  const reader = new ByteReader(conn);
  await conn.write(encodeSocks4Request({ command: SOCKS4_COMMAND.connect, target, userId }));
  const { code } = await reader.readMessage(decodeSocks4Reply);
  return { answered: "request", code, conn: prefixedConn(reader.takeRest(), conn) };
}

export interface Conversation {
  readonly requests: readonly {
    readonly target: HostPort;
    readonly user: string | undefined;
    /** Everything that the client said after the request. */
    readonly payload: Uint8Array;
  }[];
  /** All that the client was told. */
  readonly heard: Uint8Array;
  /** The stages reported, in order. */
  readonly stages: readonly string[];
  /** What `accept()` threw. */
  readonly error: unknown;
}

/**
 * Says `chunks` one after the other, then FIN, and lets every request proceed or fail with `failure`. Nobody here waits for
 * connections.
 */
export async function converse(
  inbound: Inbound,
  chunks: Iterable<Uint8Array>,
  failure?: DialFailure,
): Promise<Conversation> {
  const { near, far } = memoryPipe();
  const said = say(far, chunks);
  const heard = readAll(far);
  const requests: Conversation["requests"][number][] = [];
  const stages: string[] = [];
  let error: unknown;
  try {
    for await (const request of inbound.accept(near, (stage) => stages.push(stage))) {
      const pending = asStream(request);
      const refusal = pending.awaiting === undefined ? failure : "unsupported";
      await (refusal === undefined ? pending.proceed() : pending.abort(refusal));
      const payload = await readAll(pending.client);
      requests.push({ target: pending.target, user: pending.user, payload });
    }
  } catch (thrown) {
    error = thrown;
  }
  near.close();
  await said;
  return { requests, heard: await heard, stages, error };
}

/** Each byte as a chunk of its own. */
export function byteByByte(bytes: Uint8Array): readonly Uint8Array[] {
  return [...bytes].map((byte) => Uint8Array.of(byte));
}

/** A client that is cut off in the middle has said enough. */
async function say(conn: StreamConn, chunks: Iterable<Uint8Array>): Promise<void> {
  try {
    for (const chunk of chunks) await conn.write(chunk);
    await conn.closeWrite();
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
  }
}
