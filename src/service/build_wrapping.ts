// From a server entry's method and key to the wrapping of its connections.

import type { CryptoEngine } from "../crypto/aead.ts";
import { chooseEngine } from "../crypto/choose_engine.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";
import { masterKeyOf } from "../crypto/derive_key_2017.ts";
import type { AeadMethod, CipherName } from "../crypto/method_table.ts";
import { MixedEngine } from "../crypto/mixed_engine.ts";
import { NodeEngine } from "../crypto/node_engine.ts";
import { WebCryptoEngine } from "../crypto/webcrypto_engine.ts";
import type { EngineChoice, KeySource, ServerEntry } from "../config/config.ts";
import type { BufferPool } from "../net/buffer_pool.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { RecordConn } from "../shadowsocks/record_conn.ts";
import type { RecordParts } from "../shadowsocks/record.ts";
import { ServiceError } from "./service_error.ts";

export interface Wrapping {
  readonly wrap: (conn: StreamConn) => StreamConn;
  /** For the start-up line: the engine's name, or "none" where nothing is encrypted. */
  readonly engine: string;
}

/** What all connections of one side share. */
export interface WrappingParts extends Pick<RecordParts, "admitSalt" | "sentSalt"> {
  readonly engine: EngineChoice;
  readonly buffers: BufferPool;
  readonly warn: (message: string) => void;
}

export async function buildWrapping(entry: ServerEntry, parts: WrappingParts): Promise<Wrapping> {
  if (entry.method === "none") return { wrap: (conn) => conn, engine: "none" };
  const suite = await chooseSuite(entry.method, parts);
  const records: RecordParts = {
    suite,
    masterKey: masterKey(entry.key, suite.method),
    buffers: parts.buffers,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    admitSalt: parts.admitSalt,
    sentSalt: parts.sentSalt,
  };
  return { wrap: (conn) => new RecordConn(conn, records), engine: suite.engineName };
}

async function chooseSuite(cipher: CipherName, parts: WrappingParts): Promise<CipherSuite> {
  const suite = await chooseEngine(cipher, {
    candidates: candidates(cipher, parts.engine),
    passedOver: (engine, reason) =>
      parts.warn(`engine ${engine} is not used for ${cipher}: ${reason}`),
  });
  if (suite !== undefined) return suite;
  throw new ServiceError(
    `the ${parts.engine} engine cannot do ${cipher} here`,
    "leave out --crypto, or choose another method",
  );
}

/** Best first, by measurement (tests/bench). */
function candidates(cipher: CipherName, choice: EngineChoice): readonly CryptoEngine[] {
  const node = new NodeEngine();
  const webcrypto = new WebCryptoEngine();
  switch (choice) {
    case "node":
      return [node];
    case "webcrypto":
      return [webcrypto];
    case "auto":
      return cipher.includes("chacha20")
        ? [node, webcrypto]
        : [new MixedEngine({ short: node, long: webcrypto }), webcrypto];
  }
}

function masterKey(source: KeySource, method: AeadMethod): Uint8Array {
  switch (source.kind) {
    case "password":
      return masterKeyOf(source.password.reveal(), method.keyBytes);
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
