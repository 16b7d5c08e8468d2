// A domain name on the wire (RFC 1035 sections 3.1 and 4.1.4). As text it is in lower case and without the final dot, so
// that equal names are equal texts; a byte that no host name has is written \DDD and can never pass for one.
//
//   +---+-------+---+-------+-- --+---+        a label: its length 1..63, then that many bytes; the empty one ends
//   | L | label | L | label | ... | 0 |        or, in place of the rest: 11, then 14 bits saying where in the message
//   +---+-------+---+-------+-- --+---+        the rest has stood before

import type { Decoded } from "../net/byte_reader.ts";
import { DecodeError } from "./decode_error.ts";

const MAX_NAME_BYTES = 255;
const MAX_LABEL_BYTES = 63;
const POINTER = 0xc0;
const BACKSLASH = "\\".charCodeAt(0);

/** Throws a RangeError when the text is no name that fits: an empty label, a label over 63 bytes, more than 255 in all. */
export function encodeDnsName(name: string): Uint8Array {
  const out: number[] = [];
  for (const label of name === "" ? [] : name.split(".")) {
    const bytes = labelBytes(label);
    if (bytes.length === 0 || bytes.length > MAX_LABEL_BYTES) {
      throw new RangeError(`Cannot write name: a label is ${bytes.length} bytes long`);
    }
    out.push(bytes.length, ...bytes);
  }
  out.push(0);
  if (out.length > MAX_NAME_BYTES) {
    throw new RangeError(`Cannot write name: it is ${out.length} bytes long`);
  }
  return Uint8Array.from(out);
}

/** The name that begins at `offset` of a message. Throws a DecodeError. */
export function decodeDnsName(message: Uint8Array, offset: number): Decoded<string> {
  const labels: string[] = [];
  let at = offset;
  let end: number | undefined;
  // Each pointer leads to before where this run of labels began, so the way has an end.
  let runAt = offset;
  let bytesLeft = MAX_NAME_BYTES;
  for (;;) {
    const length = byteAt(message, at);
    if ((length & POINTER) === POINTER) {
      end ??= at + 2;
      const target = (length & ~POINTER) << 8 | byteAt(message, at + 1);
      if (target >= runAt) throw new DecodeError("bad_field", "Cannot read name: a bad pointer");
      runAt = at = target;
      continue;
    }
    bytesLeft -= length + 1;
    if (length > MAX_LABEL_BYTES || bytesLeft < 0) {
      throw new DecodeError("bad_length", "Cannot read name: it is too long");
    }
    if (length === 0) return { value: labels.join("."), end: end ?? at + 1 };
    const labelEnd = at + 1 + length;
    if (labelEnd > message.length) throw cut();
    labels.push(labelText(message.subarray(at + 1, labelEnd)));
    at = labelEnd;
  }
}

function byteAt(message: Uint8Array, at: number): number {
  const byte = message[at];
  if (byte === undefined) throw cut();
  return byte;
}

function labelText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte).toLowerCase();
    text += byte < 0x80 && /[a-z0-9_-]/.test(character)
      ? character
      : `\\${String(byte).padStart(3, "0")}`;
  }
  return text;
}

function labelBytes(label: string): readonly number[] {
  const bytes: number[] = [];
  for (let i = 0; i < label.length; i++) {
    let byte = label.charCodeAt(i);
    if (byte === BACKSLASH) {
      byte = Number(label.slice(i + 1, i + 4));
      i += 3;
    }
    if (!(byte <= 0xff)) throw new RangeError("Cannot write name: it is not in ASCII");
    bytes.push(byte);
  }
  return bytes;
}

function cut(): DecodeError {
  return new DecodeError("bad_length", "Cannot read name: the message ends inside it");
}
