// Somebody with keys of the 2022 edition (SIP022, SIP023), and without a conscience: seals whatever he is told to, by
// other means than the server opens it.

import { ecb, gcm } from "@noble/ciphers/aes.js";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { type Cipher2022Name, method2022 } from "../../src/crypto/method_table.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import {
  identityHeaders,
  keyHash,
  sealStream2022,
  sessionSubkey,
  u16,
  u64,
} from "../support/reference_stream_2022.ts";

const BLOCK_BYTES = 16;
const LONG_NONCE_BYTES = 24;
const SESSION_BYTES = 8;

export interface SpeakerKeys {
  readonly method: Cipher2022Name;
  /** Those that lead to the user's, and the user's. */
  readonly chain: readonly Uint8Array[];
  /** Under which things are sealed; the last of the chain, unless he lies about who he is. */
  readonly key?: Uint8Array;
}

export interface Request {
  /** In place of 0. */
  readonly type?: number;
  readonly unixSeconds: number | bigint;
  /** What the fixed header says of the variable one, in place of the truth. */
  readonly length?: number;
  readonly variable: Uint8Array;
  readonly payloads?: readonly Uint8Array[];
}

export interface Packet {
  readonly session: Uint8Array;
  readonly id: bigint;
  /** All that is sealed behind the ids. */
  readonly body: Uint8Array;
}

export class Speaker2022 {
  readonly method: Cipher2022Name;
  readonly #chain: readonly Uint8Array[];
  readonly #key: Uint8Array;

  constructor({ method, chain, key = chain.at(-1)! }: SpeakerKeys) {
    this.method = method;
    this.#chain = chain;
    this.#key = key;
  }

  /** With a salt of its own. */
  stream({ type = 0, unixSeconds, length, variable, payloads = [] }: Request): Uint8Array {
    const { method } = this;
    const salt = randomBytes(method2022(method).saltBytes);
    const fixed = concatBytes(
      Uint8Array.of(type),
      u64(unixSeconds),
      u16(length ?? variable.length),
    );
    const records = payloads.flatMap((payload) => [u16(payload.length), payload]);
    const identity = identityHeaders(this.#chain, salt);
    return sealStream2022(
      { method, key: this.#key, salt },
      [fixed, variable, ...records],
      identity,
    );
  }

  packet(packet: Packet): Uint8Array {
    return method2022(this.method).hasBlocks ? this.#inBlocks(packet) : this.#atOnce(packet);
  }

  /** The ids as a block, identity headers, the rest under the session's key. */
  #inBlocks({ session, id, body }: Packet): Uint8Array {
    const [first] = this.#chain;
    const ids = concatBytes(session, u64(id));
    const subkey = sessionSubkey(this.#key, session);
    return concatBytes(
      block(first!, ids),
      ...this.#chain.slice(0, -1).map((key, i) =>
        block(key, xor(keyHash(this.#chain[i + 1]!), ids))
      ),
      gcm(subkey, ids.slice(4)).encrypt(body),
    );
  }

  /** A long nonce, and everything under the key itself. */
  #atOnce({ session, id, body }: Packet): Uint8Array {
    const nonce = randomBytes(LONG_NONCE_BYTES);
    const plain = concatBytes(session, u64(id), body);
    return concatBytes(nonce, xchacha20poly1305(this.#key, nonce).encrypt(plain));
  }
}

export function newSession(): Uint8Array {
  return randomBytes(SESSION_BYTES);
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

function block(key: Uint8Array, plain: Uint8Array): Uint8Array {
  return ecb(key, { disablePadding: true }).encrypt(plain);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: BLOCK_BYTES }, (_, i) => a[i]! ^ b[i]!);
}
