// Every method on every engine that offers it, and what a record stream needs besides.

import type { CryptoEngine } from "../../src/crypto/aead.ts";
import { CipherSuite, primitiveOf } from "../../src/crypto/cipher_suite.ts";
import { masterKeyOf } from "../../src/crypto/derive_key_2017.ts";
import { METHOD_2017_NAMES } from "../../src/crypto/method_table.ts";
import type { CipherName } from "../../src/crypto/method_table.ts";
import { MixedEngine } from "../../src/crypto/mixed_engine.ts";
import { NodeEngine } from "../../src/crypto/node_engine.ts";
import { LibcryptoError, openLibcrypto } from "../../src/crypto/libcrypto.ts";
import { OpensslEngine } from "../../src/crypto/openssl_engine.ts";
import { WebCryptoEngine } from "../../src/crypto/webcrypto_engine.ts";
import { BufferPool } from "../../src/net/buffer_pool.ts";
import type { RecordParts } from "../../src/shadowsocks/record.ts";

export const CIPHERS: readonly CipherName[] = METHOD_2017_NAMES;

export const NODE = new NodeEngine();
export const WEBCRYPTO = new WebCryptoEngine();
/** `undefined` where the system has no libcrypto. */
export const OPENSSL = openOpenssl();
export const ENGINES: readonly CryptoEngine[] = [
  ...(OPENSSL === undefined ? [] : [OPENSSL]),
  NODE,
  WEBCRYPTO,
  new MixedEngine({ short: NODE, long: WEBCRYPTO }),
];

function openOpenssl(): OpensslEngine | undefined {
  try {
    return new OpensslEngine(openLibcrypto());
  } catch (error) {
    if (Deno.env.has("CI") || !(error instanceof LibcryptoError)) throw error;
    console.error(`the openssl engine is not tested: ${error.message}`);
    return undefined;
  }
}

export function suitesOf(engine: CryptoEngine): readonly CipherSuite[] {
  return CIPHERS.filter((cipher) => engine.supports(primitiveOf(cipher)))
    .map((cipher) => new CipherSuite(cipher, engine));
}

export const SUITES: readonly CipherSuite[] = ENGINES.flatMap(suitesOf);

/** As in "aes-128-gcm on webcrypto". */
export function nameOf(suite: CipherSuite): string {
  return `${suite.method.name} on ${suite.engineName}`;
}

/** The password "foobar", random salts, nothing refused; `changes` are a test's own parts. */
export function recordParts(suite: CipherSuite, changes: Partial<RecordParts> = {}): RecordParts {
  return {
    suite,
    masterKey: masterKeyOf("foobar", suite.method.keyBytes),
    buffers: new BufferPool(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    admitSalt: () => true,
    sentSalt: () => {},
    ...changes,
  };
}

/** 0, 1, 2 ... */
export function countedSalt(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => i);
}
