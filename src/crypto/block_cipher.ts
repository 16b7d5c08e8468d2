// The contract of AES on single blocks, as the 2022 edition uses it for identity headers (SIP023) and separate packet
// headers (SIP022 3.2.1). A block says nothing of its authenticity: what follows it must.

export const BLOCK_BYTES = 16;

/** One key. `out` may be the very bytes that go in. */
export interface BlockCipher {
  encrypt(block: Uint8Array, out: Uint8Array): void;
  decrypt(block: Uint8Array, out: Uint8Array): void;
}

export interface BlockCiphers {
  /** `key`: 16 or 32 bytes, which must not change as long as the result is in use. */
  of(key: Uint8Array): BlockCipher;
}
