// A DNS message in a byte stream (RFC 1035 section 4.2.2, RFC 7766 section 8).
//
//   +--------+-----------------+
//   | LENGTH | message         |        LENGTH: 2 bytes, big-endian
//   +--------+-----------------+

import type { Decoded } from "../net/byte_reader.ts";
import { DecodeError } from "./decode_error.ts";
import { DNS_HEADER_BYTES } from "./dns_message.ts";

const LENGTH_BYTES = 2;
const MAX_MESSAGE_BYTES = 0xffff;

/** Throws a RangeError when the message is longer than a frame can say. */
export function encodeDnsFrame(message: Uint8Array): Uint8Array {
  const { length } = message;
  if (length > MAX_MESSAGE_BYTES) {
    throw new RangeError(`Cannot frame a DNS message of ${length} bytes`);
  }
  const frame = new Uint8Array(LENGTH_BYTES + length);
  frame[0] = length >>> 8;
  frame[1] = length & 0xff;
  frame.set(message, LENGTH_BYTES);
  return frame;
}

/** An owned copy of the message; `undefined` while bytes are missing. Throws a DecodeError when it is too short to be one. */
export function decodeDnsFrame(bytes: Uint8Array): Decoded<Uint8Array> | undefined {
  if (bytes.length < LENGTH_BYTES) return undefined;
  const length = bytes[0]! << 8 | bytes[1]!;
  if (length < DNS_HEADER_BYTES) {
    throw new DecodeError("bad_length", `Cannot read DNS message: it is ${length} bytes long`);
  }
  const end = LENGTH_BYTES + length;
  return bytes.length < end ? undefined : { value: bytes.slice(LENGTH_BYTES, end), end };
}
