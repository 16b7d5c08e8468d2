// A client's identity headers (SIP023): each of them names the next key of the chain under the one before, so that whoever
// has a key finds whose the stream is, or where it goes on to, and learns nothing else.
//
//   +------+-----------------------+-----+--------------
//   | salt | AES(hash of next key) | ... | sealed ...     16 bytes for each identity key
//   +------+-----------------------+-----+--------------

import { BLOCK_BYTES, type BlockCipher } from "../crypto/block_cipher.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import type { PskChain } from "../crypto/psk.ts";

interface Link {
  readonly key: Uint8Array;
  readonly blocks: BlockCipher;
  /** What stands for the key behind this one. */
  readonly nextHash: Uint8Array;
}

export class IdentityChain {
  readonly userKey: Uint8Array;
  /** All headers together. */
  readonly bytes: number;
  readonly #suite: CipherSuite2022;
  readonly #links: readonly Link[];

  constructor(suite: CipherSuite2022, { identityKeys, userKey }: PskChain) {
    if (identityKeys.length > 0 && !suite.method.hasBlocks) {
      throw new RangeError(`Cannot use identity keys with ${suite.method.name}`);
    }
    this.userKey = userKey;
    this.bytes = identityKeys.length * BLOCK_BYTES;
    this.#suite = suite;
    this.#links = identityKeys.map((key, i) => ({
      key,
      blocks: suite.blocks(key),
      nextHash: suite.keyHash(identityKeys[i + 1] ?? userKey),
    }));
  }

  /** The key under which a packet's separate header goes: that of whoever gets it first. */
  get firstKey(): Uint8Array {
    return this.#links[0]?.key ?? this.userKey;
  }

  /** Writes the headers of a stream to the beginning of `out`. */
  writeStreamHeaders(salt: Uint8Array, out: Uint8Array): void {
    for (const [i, { key, nextHash }] of this.#links.entries()) {
      this.#suite.identityBlocks(key, salt).encrypt(nextHash, blockAt(out, i));
    }
  }

  /** Writes the headers of a packet to the beginning of `out`. `ids`: its separate header, in plain. */
  writePacketHeaders(ids: Uint8Array, out: Uint8Array): void {
    for (const [i, { blocks, nextHash }] of this.#links.entries()) {
      const block = blockAt(out, i);
      for (let k = 0; k < BLOCK_BYTES; k++) block[k] = nextHash[k]! ^ ids[k]!;
      blocks.encrypt(block, block);
    }
  }
}

function blockAt(out: Uint8Array, i: number): Uint8Array {
  return out.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES);
}
