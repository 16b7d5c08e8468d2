// How the key of a stream is found: it is the one that opens the stream's first length.

import type { Aead } from "../crypto/aead.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";

export interface FirstLength {
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
  /** Where it is opened to. */
  readonly length: Uint8Array;
}

/** `aead`, if it opens the length; otherwise it is released. */
export function proven(
  aead: Aead,
  { nonce, sealed, length }: FirstLength,
): MaybePromise<Aead | undefined> {
  const opened = aead.open(nonce, sealed, length);
  if (opened instanceof Promise) return provenLater(aead, opened);
  if (!opened) aead.release();
  return opened ? aead : undefined;
}

async function provenLater(aead: Aead, opened: Promise<boolean>): Promise<Aead | undefined> {
  let isProven = false;
  try {
    isProven = await opened;
  } finally {
    if (!isProven) aead.release();
  }
  return isProven ? aead : undefined;
}
