// The record format of AEAD-2017 (SIP004, SIP007), the same in both directions:
//
//   +--------+-----------------+-------------------+-----------------+-------------------+ ...
//   | salt   | length, sealed  | payload, sealed   | length, sealed  | payload, sealed   |
//   | 16..32 | 2 + 16          | length + 16       |                 |                   |
//   +--------+-----------------+-------------------+-----------------+-------------------+ ...
//
// The salt names the stream's key. Each sealing takes the next nonce, so a record takes two. Nothing marks the end:
// a stream is whole when it ends between two records.

import type { CipherSuite } from "../crypto/cipher_suite.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import type { BufferPool } from "../net/buffer_pool.ts";

export const LENGTH_BYTES = 2;
export const SEALED_LENGTH_BYTES = LENGTH_BYTES + TAG_BYTES;
/** The two upper bits of a length are reserved and zero. */
export const MAX_PAYLOAD_BYTES = 0x3fff;

/** What a record stream of AEAD-2017 is made of. */
export interface RecordParts {
  readonly suite: CipherSuite;
  readonly masterKey: Uint8Array;
  readonly buffers: BufferPool;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** Whether a stream with this salt may go on; asked once, when the stream has proved to know the key. */
  readonly admitSalt: (salt: Uint8Array) => boolean;
  /** Hears of each salt that we send ourselves. */
  readonly sentSalt: (salt: Uint8Array) => void;
}
