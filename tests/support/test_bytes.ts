// Bytes that look random, are the same in every run, differ from length to length and never repeat within a transfer,
// so that a lost, doubled, misplaced or foreign piece changes their hash.

import { createHash } from "node:crypto";

export function testBytes(length: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4));
  // xorshift32 (Marsaglia 2003) has a period of 2^32 - 1 words.
  let state = 0x9E3779B9 ^ length;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}

export interface Digest {
  readonly bytes: number;
  /** SHA-256 in hex. */
  readonly sha256: string;
}

export function digestOf(bytes: Uint8Array): Digest {
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

export async function digestOfChunks(chunks: AsyncIterable<Uint8Array>): Promise<Digest> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
