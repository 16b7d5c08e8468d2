// HalfSipHash-1-3 (Aumasson, Bernstein: SipHash), 32 bits of it: a keyed hash for tables. Who does not know the key
// cannot make entries that collide. Not a MAC.

/** The hash of the first `bytes` bytes of `words`, which are whole words. */
export function halfSipHash(words: Int32Array, bytes: number, key: Int32Array): number {
  let v0 = key[0]!;
  let v1 = key[1]!;
  let v2 = 0x6c796765 ^ v0;
  let v3 = 0x74656462 ^ v1;
  const last = bytes >>> 2;
  // One round for each word, one for the length, three to finish, which mix in nothing.
  for (let i = 0; i <= last + 3; i++) {
    const word = i < last ? words[i]! : i === last ? bytes << 24 : 0;
    if (i === last + 1) v2 ^= 0xff;
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = (v1 << 5 | v1 >>> 27) ^ v0;
    v0 = v0 << 16 | v0 >>> 16;
    v2 = (v2 + v3) | 0;
    v3 = (v3 << 8 | v3 >>> 24) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = (v3 << 7 | v3 >>> 25) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = (v1 << 13 | v1 >>> 19) ^ v2;
    v2 = v2 << 16 | v2 >>> 16;
    v0 ^= word;
  }
  return v1 ^ v3;
}
