// An HTTP head as text (RFC 9112 section 2): the start line and the fields. Bytes over 0x7F, which old servers send in
// field values, go through unchanged: one character is one byte.

import { DecodeError } from "./decode_error.ts";
import { type HttpField, parseFields } from "./http_fields.ts";

/** All that we speak. HTTP/2 and later are not written as text. */
export type HttpVersion = "1.0" | "1.1";

export interface HttpHead {
  readonly startLine: string;
  readonly fields: readonly HttpField[];
}

/** A character that no line of a head may have: any control but HTAB. */
const CONTROL = /[^\t\x20-\x7e\x80-\xff]/;

// A head on the wire; the empty line is a part of it.
//
//   +------------+------+--------------------------------+------+
//   | start line | CRLF | 0..100 x (name ":" value CRLF) | CRLF |
//   +------------+------+--------------------------------+------+

/** Of a whole head, as HeadCollector hands it out. */
export function decodeHead(bytes: Uint8Array): HttpHead {
  const text = textOf(bytes);
  if (!text.endsWith("\r\n\r\n")) {
    throw new DecodeError("bad_length", "Cannot read head: it does not end with an empty line");
  }
  const lines = text.slice(0, -"\r\n\r\n".length).split("\r\n");
  for (const line of lines) checkText(line);
  return { startLine: lines[0]!, fields: parseFields(lines.slice(1)) };
}

export function encodeHead({ startLine, fields }: HttpHead): Uint8Array {
  let text = `${startLine}\r\n`;
  for (const { name, value } of fields) text += `${name}: ${value}\r\n`;
  return bytesOf(`${text}\r\n`);
}

export function parseVersion(text: string): HttpVersion {
  if (text === "1.0" || text === "1.1") return text;
  throw new DecodeError("bad_version", "Cannot read head: its version is neither HTTP/1.0 nor 1.1");
}

function checkText(line: string): void {
  if (CONTROL.test(line)) {
    throw new DecodeError("bad_text", "Cannot read head: it has a control character");
  }
}

function textOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
