// Header fields (RFC 9110 section 5, RFC 9112 section 5): field lines as values, and how lists in them are read. Strict
// where leniency smuggles: no space before the colon, no folded lines, no control characters.

import { DecodeError } from "./decode_error.ts";

export interface HttpField {
  /** As it was spelled. */
  readonly name: string;
  /** The name in lower case: names are compared without case. */
  readonly key: string;
  /** Without the white space around it. One character is one byte. */
  readonly value: string;
}

/** Several times what browsers send, and few enough to look through one by one. */
export const MAX_FIELDS = 100;

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

export function httpField(name: string, value: string): HttpField {
  return { name, key: name.toLowerCase(), value };
}

export function parseFields(lines: readonly string[]): readonly HttpField[] {
  if (lines.length > MAX_FIELDS) {
    throw new DecodeError("too_long", `Cannot read head: it has over ${MAX_FIELDS} fields`);
  }
  return lines.map(parseField);
}

/** The values of all fields of that name, in order. */
export function fieldValues(fields: readonly HttpField[], key: string): readonly string[] {
  return fields.filter((field) => field.key === key).map((field) => field.value);
}

/** The elements of a comma-separated list, which may span several fields, in lower case (RFC 9110 section 5.6.1). */
export function listElements(fields: readonly HttpField[], key: string): readonly string[] {
  return fieldValues(fields, key)
    .flatMap((value) => value.split(","))
    .map((element) => trimSpace(element).toLowerCase())
    .filter((element) => element !== "");
}

/** A folded line begins with white space, which no name does. */
function parseField(line: string): HttpField {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0));
  if (!isToken(name)) {
    throw new DecodeError(
      "bad_field",
      "Cannot read head: a line is not a field name, a colon and a value",
    );
  }
  return httpField(name, trimSpace(line.slice(colon + 1)));
}

/** OWS is SP and HTAB only; String.trim() would take away bytes that belong to the value, such as 0xA0. */
function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
