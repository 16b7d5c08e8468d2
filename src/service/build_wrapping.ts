// From a server entry's method and key to the wrapping of its connections.

import type { CipherSuite } from "../crypto/cipher_suite.ts";
import type { KeySource, ServerEntry } from "../config/config.ts";
import type { BufferPool } from "../net/buffer_pool.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { RecordConn } from "../shadowsocks/record_conn.ts";
import type { RecordParts } from "../shadowsocks/record.ts";
import type { CryptoEngines } from "./crypto_engines.ts";

export interface Wrapping {
  readonly wrap: (conn: StreamConn) => StreamConn;
  /** For the start-up line: the engine's name, or "none" where nothing is encrypted. */
  readonly engine: string;
}

/** What all connections of one side share. */
export interface WrappingParts extends Pick<RecordParts, "admitSalt" | "sentSalt"> {
  readonly engines: CryptoEngines;
  readonly buffers: BufferPool;
}

export async function buildWrapping(entry: ServerEntry, parts: WrappingParts): Promise<Wrapping> {
  if (entry.method === "none") return { wrap: (conn) => conn, engine: "none" };
  const suite = await parts.engines.suite(entry.method);
  const records: RecordParts = {
    suite,
    masterKey: masterKey(entry.key, suite),
    buffers: parts.buffers,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    admitSalt: parts.admitSalt,
    sentSalt: parts.sentSalt,
  };
  return { wrap: (conn) => new RecordConn(conn, records), engine: suite.engineName };
}

function masterKey(source: KeySource, suite: CipherSuite): Uint8Array {
  switch (source.kind) {
    case "password":
      return suite.masterKeyOf(source.password.reveal());
    case "raw":
      return decodeBase64Url(source.base64url.reveal());
    case "none":
      throw new TypeError("Cannot encrypt without a key: the configuration was not checked");
  }
}

/** The configuration has checked alphabet and length. */
function decodeBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
