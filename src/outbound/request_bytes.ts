// What an upstream is asked, as bytes. Not every name fits into every protocol: then nothing is dialed.

import { DialError } from "../net/dial_failure.ts";

/** `encode` throws a RangeError for what does not fit. Throws a DialError. */
export function requestBytes(encode: () => Uint8Array): Uint8Array {
  try {
    return encode();
  } catch (cause) {
    const message = "Cannot ask for the target: its name does not fit";
    throw new DialError("other", message, { cause, at: "request" });
  }
}
