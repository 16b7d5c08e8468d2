// What a stream of the 2022 edition begins with, client to server (SIP022 3.1.3). Both parts are opened before they
// come here, so each is whole: there is nothing to wait for, and what does not fit is wrong.
//
//   fixed                                variable
//   +------+---------------+--------+    +---------+----------------+------------+------------+
//   | TYPE | TIMESTAMP     | LENGTH |    | ADDRESS | PADDING LENGTH | PADDING    | PAYLOAD    |
//   |  1   | 8, seconds    |   2    |    | 7..259  |       2        | 0..65,526  | the rest   |
//   +------+---------------+--------+    +---------+----------------+------------+------------+
//
// TYPE is 0. LENGTH is that of the variable part, which must hold padding or payload: an address alone would tell the
// length of its name.

import { decodeAddress } from "./address_header.ts";
import { DecodeError } from "./decode_error.ts";
import { readUnixSeconds, writeUnixSeconds } from "./timestamp_2022.ts";

export const REQUEST_TYPE = 0;
export const FIXED_REQUEST_BYTES = 1 + 8 + 2;
/** What a client may send; what a server takes is bounded by the header's length alone. */
export const MAX_PADDING_BYTES = 900;

const PADDING_LENGTH_BYTES = 2;

export interface FixedRequest {
  readonly unixSeconds: number;
  /** Of the variable part. */
  readonly length: number;
}

/** Where the parts of a variable header lie. */
export interface VariableRequest {
  readonly addressEnd: number;
  readonly payloadAt: number;
}

export function encodeFixedRequest({ unixSeconds, length }: FixedRequest): Uint8Array {
  const out = new Uint8Array(FIXED_REQUEST_BYTES);
  out[0] = REQUEST_TYPE;
  writeUnixSeconds(unixSeconds, out, 1);
  out[9] = length >>> 8;
  out[10] = length & 0xff;
  return out;
}

/** `bytes`: {@link FIXED_REQUEST_BYTES}. Whether the time is near enough is the caller's to judge. */
export function decodeFixedRequest(bytes: Uint8Array): FixedRequest {
  if (bytes.length !== FIXED_REQUEST_BYTES) {
    throw new DecodeError("bad_length", `Cannot read request: its header is ${bytes.length} bytes`);
  }
  if (bytes[0] !== REQUEST_TYPE) {
    throw new DecodeError("bad_field", `Cannot read request: its type is ${bytes[0]}`);
  }
  return { unixSeconds: readUnixSeconds(bytes, 1), length: bytes[9]! << 8 | bytes[10]! };
}

/**
 * The variable header of `opening`: an address, and the payload behind it. `padding` is 0..{@link MAX_PADDING_BYTES},
 * and not 0 when there is no payload.
 */
export function encodeVariableRequest(opening: Uint8Array, padding: number): Uint8Array {
  const addressEnd = decodeAddress(opening, 0)?.end;
  if (addressEnd === undefined) {
    throw new RangeError("Cannot encode request: it begins with no whole address");
  }
  const paddingAt = addressEnd + PADDING_LENGTH_BYTES;
  const out = new Uint8Array(opening.length + PADDING_LENGTH_BYTES + padding);
  out.set(opening.subarray(0, addressEnd));
  out[addressEnd] = padding >>> 8;
  out[addressEnd + 1] = padding & 0xff;
  out.set(opening.subarray(addressEnd), paddingAt + padding);
  return out;
}

/** `bytes`: as many as the fixed part has told. */
export function decodeVariableRequest(bytes: Uint8Array): VariableRequest {
  const addressEnd = decodeAddress(bytes, 0)?.end;
  const paddingAt = (addressEnd ?? bytes.length) + PADDING_LENGTH_BYTES;
  if (addressEnd === undefined || paddingAt > bytes.length) {
    throw new DecodeError("bad_length", "Cannot read request: it ends inside its header");
  }
  const padding = bytes[addressEnd]! << 8 | bytes[addressEnd + 1]!;
  const payloadAt = paddingAt + padding;
  if (payloadAt > bytes.length) {
    throw new DecodeError("bad_length", `Cannot read request: its padding is ${padding} bytes`);
  }
  if (bytes.length === paddingAt) {
    throw new DecodeError("bad_field", "Cannot read request: it has neither padding nor payload");
  }
  return { addressEnd, payloadAt };
}
