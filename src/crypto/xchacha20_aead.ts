// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) over any engine's ChaCha20-Poly1305: HChaCha20 turns the key and the
// first 16 bytes of the nonce into a key of its own for the remaining 8.

import { hchacha } from "@noble/ciphers/chacha.js";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Aead, CryptoEngine } from "./aead.ts";

const SIGMA = words(new TextEncoder().encode("expand 32-byte k"));

export class XChaCha20Aead implements Aead {
  readonly #engine: CryptoEngine;
  readonly #key: Uint32Array<ArrayBuffer>;

  constructor(engine: CryptoEngine, key: Uint8Array) {
    this.#engine = engine;
    this.#key = words(key);
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, out: Uint8Array): MaybePromise<void> {
    const inner = this.#inner(nonce);
    const sealed = inner.seal(shortNonce(nonce), plaintext, out);
    if (sealed instanceof Promise) return sealed.finally(() => inner.release());
    inner.release();
  }

  open(nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): MaybePromise<boolean> {
    const inner = this.#inner(nonce);
    const opened = inner.open(shortNonce(nonce), sealed, out);
    if (opened instanceof Promise) return opened.finally(() => inner.release());
    inner.release();
    return opened;
  }

  release(): void {
    this.#key.fill(0);
  }

  /** The key depends on bytes that the counter changes, so every message has its own. */
  #inner(nonce: Uint8Array): Aead {
    return this.#engine.aead("chacha20-poly1305", hchacha20(this.#key, nonce.subarray(0, 16)));
  }
}

/** The 32-byte subkey of a 32-byte key (as words) and 16 bytes of nonce. */
export function hchacha20(key: Uint32Array<ArrayBuffer>, nonce: Uint8Array): Uint8Array {
  const subkey = new Uint32Array(8);
  hchacha(SIGMA, key, words(nonce), subkey);
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 8; i++) view.setUint32(i * 4, subkey[i]!, true);
  return bytes;
}

/** Four zero bytes, then the last eight of the long nonce. */
function shortNonce(nonce: Uint8Array): Uint8Array {
  const short = new Uint8Array(12);
  short.set(nonce.subarray(16), 4);
  return short;
}

/** Little-endian 32-bit words. */
export function words(bytes: Uint8Array): Uint32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4, true));
}
