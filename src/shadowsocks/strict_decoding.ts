// Knowing the key does not make a peer honest: what does not decode behind a right tag is a fault of the stream.

import { DecodeError } from "../codec/decode_error.ts";
import { StreamError } from "../net/stream_error.ts";

/** What `decode` gives; a DecodeError comes out as a StreamError, `malformed`. */
export function decodeStrictly<T>(decode: (bytes: Uint8Array) => T, bytes: Uint8Array): T {
  try {
    return decode(bytes);
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw new StreamError("malformed", cause.message, { cause });
  }
}
