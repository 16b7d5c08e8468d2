// The keys of the 2022 edition (SIP022 2.2, SIP023): a subkey for each stream or session, one for each identity header,
// and the hash that names a key inside such a header. By BLAKE3 of @noble/hashes, for every engine.

import { blake3 } from "@noble/hashes/blake3.js";

const HASH_BYTES = 32;
export const KEY_HASH_BYTES = 16;

type Hash = ReturnType<typeof blake3.create>;

export class Blake3Keys {
  readonly #session = keyed("shadowsocks 2022 session subkey");
  readonly #identity = keyed("shadowsocks 2022 identity subkey");
  readonly #plain = blake3.create({ dkLen: HASH_BYTES });
  /** Whatever is hashed is hashed here: a hash object costs four times what hashing a key and a salt does. */
  readonly #work = this.#plain.clone();

  /** As long as the key. `salt`: of a stream; of a session of packets, its id. */
  sessionSubkey(key: Uint8Array, salt: Uint8Array): Uint8Array {
    return this.#hash(this.#session, [key, salt]).subarray(0, key.length);
  }

  /** As long as the key. */
  identitySubkey(key: Uint8Array, salt: Uint8Array): Uint8Array {
    return this.#hash(this.#identity, [key, salt]).subarray(0, key.length);
  }

  /** What stands for a key in the identity header before it. */
  keyHash(key: Uint8Array): Uint8Array {
    return this.#hash(this.#plain, [key]).subarray(0, KEY_HASH_BYTES);
  }

  #hash(start: Hash, parts: readonly Uint8Array[]): Uint8Array {
    const work = start._cloneInto(this.#work);
    for (const part of parts) work.update(part);
    const hash = new Uint8Array(HASH_BYTES);
    work.digestInto(hash);
    return hash;
  }
}

/** BLAKE3's derive_key mode, its context hashed once. */
function keyed(context: string): Hash {
  return blake3.create({ context: new TextEncoder().encode(context), dkLen: HASH_BYTES });
}
