// Every method of the 2022 edition on every engine, and what its two ends need besides.

import type { CryptoEngine } from "../../src/crypto/aead.ts";
import { CipherSuite2022 } from "../../src/crypto/cipher_suite_2022.ts";
import { METHOD_2022_NAMES } from "../../src/crypto/method_table.ts";
import { BufferPool } from "../../src/net/buffer_pool.ts";
import type { ClientParts2022, ServerParts2022 } from "../../src/shadowsocks/conn_2022.ts";
import { IdentityChain } from "../../src/shadowsocks/identity_chain.ts";
import { UserKeys } from "../../src/shadowsocks/user_keys.ts";
import { ENGINES } from "./cipher_suites.ts";

export const NOW = 1_700_000_000;

export const SUITES_2022: readonly CipherSuite2022[] = ENGINES.flatMap(suitesOf2022);

export function suitesOf2022(engine: CryptoEngine): readonly CipherSuite2022[] {
  return METHOD_2022_NAMES.map((name) => new CipherSuite2022(name, engine));
}

/** As in "2022-blake3-aes-128-gcm on webcrypto". */
export function nameOf2022({ method, engineName }: CipherSuite2022): string {
  return `${method.name} on ${engineName}`;
}

/** Key `number`: 00 01 02 ..., 10 11 12 ..., as long as the method's. */
export function keyOf({ method }: CipherSuite2022, number = 0): Uint8Array {
  return Uint8Array.from({ length: method.keyBytes }, (_, i) => (16 * number + i) & 0xff);
}

/** One key for everybody, random salts, time at {@link NOW}; `changes` are a test's own parts. */
export function clientParts(
  suite: CipherSuite2022,
  changes: Partial<ClientParts2022> = {},
): ClientParts2022 {
  return {
    suite,
    chain: new IdentityChain(suite, { identityKeys: [], userKey: keyOf(suite) }),
    buffers: new BufferPool(),
    random: randomBytes,
    unixSeconds: () => NOW,
    heardClock: () => {},
    ...changes,
  };
}

/** As {@link clientParts}, and nothing refused. */
export function serverParts(
  suite: CipherSuite2022,
  changes: Partial<ServerParts2022> = {},
): ServerParts2022 {
  return {
    keys: new UserKeys({ suite, key: keyOf(suite), users: [] }),
    buffers: new BufferPool(),
    random: randomBytes,
    unixSeconds: () => NOW,
    admitSalt: () => true,
    isOneRead: false,
    ...changes,
  };
}

export function randomBytes(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
