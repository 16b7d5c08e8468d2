// What a stream of the 2022 edition begins with, server to client (SIP022 3.1.4): it stands where other records have
// their length.
//
//   +------+---------------+--------------+--------+
//   | TYPE | TIMESTAMP     | REQUEST SALT | LENGTH |
//   |  1   | 8, seconds    | 16 or 32     |   2    |
//   +------+---------------+--------------+--------+
//
// TYPE is 1, so that nobody's request can be given back as an answer; the salt ties the answer to its request. LENGTH is
// that of the payload sealed next.

import { DecodeError } from "./decode_error.ts";
import { readUnixSeconds, writeUnixSeconds } from "./timestamp_2022.ts";

export const RESPONSE_TYPE = 1;

const SALT_AT = 1 + 8;
const LENGTH_BYTES = 2;

export interface FixedResponse {
  readonly unixSeconds: number;
  readonly requestSalt: Uint8Array;
  /** Of the first payload. */
  readonly length: number;
}

export function fixedResponseBytes(saltBytes: number): number {
  return SALT_AT + saltBytes + LENGTH_BYTES;
}

export function encodeFixedResponse(
  { unixSeconds, requestSalt, length }: FixedResponse,
): Uint8Array {
  const lengthAt = SALT_AT + requestSalt.length;
  const out = new Uint8Array(lengthAt + LENGTH_BYTES);
  out[0] = RESPONSE_TYPE;
  writeUnixSeconds(unixSeconds, out, 1);
  out.set(requestSalt, SALT_AT);
  out[lengthAt] = length >>> 8;
  out[lengthAt + 1] = length & 0xff;
  return out;
}

/** `bytes`: {@link fixedResponseBytes} of the method's salts. The salt is a view of them. */
export function decodeFixedResponse(bytes: Uint8Array): FixedResponse {
  if (bytes.length < fixedResponseBytes(0)) {
    throw new DecodeError("bad_length", "Cannot read response: it ends inside its header");
  }
  if (bytes[0] !== RESPONSE_TYPE) {
    throw new DecodeError("bad_field", `Cannot read response: its type is ${bytes[0]}`);
  }
  const lengthAt = bytes.length - LENGTH_BYTES;
  return {
    unixSeconds: readUnixSeconds(bytes, 1),
    requestSalt: bytes.subarray(SALT_AT, lengthAt),
    length: bytes[lengthAt]! << 8 | bytes[lengthAt + 1]!,
  };
}
