// The contract of authenticated encryption under one key, and of the engines that provide it.

import type { MaybePromise } from "../net/maybe_promise.ts";
import type { BlockCiphers } from "./block_cipher.ts";
import type { KeyDerivation } from "./key_derivation.ts";

/** What an engine is asked for; XChaCha20 is built on these. */
export type Primitive = "aes-128-gcm" | "aes-192-gcm" | "aes-256-gcm" | "chacha20-poly1305";

/**
 * One key. No associated data: Shadowsocks uses none. A result that is no promise is there already; a promise is there
 * when it resolves, and `out` must be left alone until then. `nonce` and the input are read during the call only.
 */
export interface Aead {
  /** Fills `out` (16 bytes longer than `plaintext`, not overlapping it) with ciphertext and tag. */
  seal(nonce: Uint8Array, plaintext: Uint8Array, out: Uint8Array): MaybePromise<void>;
  /** Fills `out` (16 bytes shorter than `sealed`, not overlapping it); `false` when the tag is not right. */
  open(nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): MaybePromise<boolean>;
  /** Frees what the garbage collector does not see. Idempotent; nothing may be in flight. */
  release(): void;
}

export interface CryptoEngine {
  /** As it appears in the log and in `--crypto`. */
  readonly name: string;
  readonly derivation: KeyDerivation;
  readonly blocks: BlockCiphers;
  supports(primitive: Primitive): boolean;
  /** `key` has the primitive's length and must not change as long as the result is in use. */
  aead(primitive: Primitive, key: Uint8Array): Aead;
}
