// Known answers that an engine must give before it is used: one message per method, sealed by others.
//
// AES-GCM: McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 2, 8 and 14 (NIST's submission).
// AES blocks: FIPS 197 appendices C.1 and C.3.
// ChaCha20-Poly1305: RFC 8439 section 2.8.2; XChaCha20-Poly1305: draft-irtf-cfrg-xchacha-03 appendix A.3.1. Both have
// associated data, which Shadowsocks never has: the ciphertext is theirs, the tag recomputed by two other programs.

import type { CipherName } from "./method_table.ts";

export interface KnownAnswer {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly sealed: Uint8Array;
}

/** One block of AES. */
export interface KnownBlock {
  readonly key: Uint8Array;
  readonly plain: Uint8Array;
  readonly encrypted: Uint8Array;
}

const SUNSCREEN = new TextEncoder().encode(
  "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
);

/**
 * A message as long as bulk records are, since an engine may treat short and long ones differently: zeros, of which only
 * the tag is kept (by OpenSSL; XChaCha20 by @noble/ciphers).
 */
export const LONG_BYTES = 4096;

export function longTagOf(cipher: CipherName): Uint8Array {
  switch (cipher) {
    case "aes-128-gcm":
      return Uint8Array.fromHex("fb45333dfe503877c7ba6006272fd925");
    case "aes-192-gcm":
      return Uint8Array.fromHex("eaa37d9d4ea292037ba999770003ebda");
    case "aes-256-gcm":
      return Uint8Array.fromHex("02f2e46a9e9e45511dcd94ac24f1f9b6");
    case "chacha20-ietf-poly1305":
      return Uint8Array.fromHex("527adec61bba536608e656a9289aa301");
    case "xchacha20-ietf-poly1305":
      return Uint8Array.fromHex("c7410ef96e24a2cc709e81dd1498dcb0");
  }
}

export function knownAnswerOf(cipher: CipherName): KnownAnswer {
  switch (cipher) {
    case "aes-128-gcm":
      return zeros(16, "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
    case "aes-192-gcm":
      return zeros(24, "98e7247c07f0fe411c267e4384b0f6002ff58d80033927ab8ef4d4587514f0fb");
    case "aes-256-gcm":
      return zeros(32, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    case "chacha20-ietf-poly1305":
      return sunscreen(
        "070000004041424344454647",
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b" +
          "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc" +
          "3ff4def08e4b7a9de576d26586cec64b61166a23a4681fd59456aea1d29f82477216",
      );
    case "xchacha20-ietf-poly1305":
      return sunscreen(
        "404142434445464748494a4b4c4d4e4f5051525354555657",
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39" +
          "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9" +
          "21f9664c97637da9768812f615c68b13b52ef7e62efbf45089db18f9c8a3f0e41e5f",
      );
  }
}

/** `keyBytes`: 16 or 32. */
export function knownBlockOf(keyBytes: number): KnownBlock {
  const encrypted = keyBytes === 16
    ? "69c4e0d86a7b0430d8cdb78070b4c55a"
    : "8ea2b7ca516745bfeafc49904b496089";
  return {
    key: Uint8Array.from({ length: keyBytes }, (_, i) => i),
    plain: Uint8Array.fromHex("00112233445566778899aabbccddeeff"),
    encrypted: Uint8Array.fromHex(encrypted),
  };
}

function zeros(keyBytes: number, sealed: string): KnownAnswer {
  return {
    key: new Uint8Array(keyBytes),
    nonce: new Uint8Array(12),
    plaintext: new Uint8Array(16),
    sealed: Uint8Array.fromHex(sealed),
  };
}

function sunscreen(nonce: string, sealed: string): KnownAnswer {
  return {
    key: Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i),
    nonce: Uint8Array.fromHex(nonce),
    plaintext: SUNSCREEN,
    sealed: Uint8Array.fromHex(sealed),
  };
}
