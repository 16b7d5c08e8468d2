// The head of a request (RFC 9112 section 3). Whom the target names is the work of http_target.ts.

import { DecodeError } from "./decode_error.ts";
import { fieldValues, type HttpField, isToken, listElements } from "./http_fields.ts";
import { decodeHead, type HttpVersion, parseVersion } from "./http_head.ts";

export interface HttpRequestHead {
  /** Case matters. */
  readonly method: string;
  /** As it came: one character is one byte, without spaces and controls. */
  readonly target: string;
  readonly version: HttpVersion;
  readonly fields: readonly HttpField[];
}

const REQUEST_LINE = /^([^ ]+) ([\x21-\x7e\x80-\xff]+) HTTP\/(\d\.\d)$/;

const CRLF = Uint8Array.of(0x0d, 0x0a);

/** Of a whole head. One empty line before it is let pass: old clients end a body with one (RFC 9112 section 2.2). */
export function decodeRequestHead(bytes: Uint8Array): HttpRequestHead {
  const { startLine, fields } = decodeHead(
    startsWithCrlf(bytes) ? bytes.subarray(CRLF.length) : bytes,
  );
  const [, method, target, version] = REQUEST_LINE.exec(startLine) ?? [];
  if (method === undefined || !isToken(method)) {
    throw new DecodeError("bad_field", "Cannot read request: its first line is not a request line");
  }
  if (fieldValues(fields, "host").length > 1) {
    throw new DecodeError("bad_field", "Cannot read request: it has two Host fields");
  }
  return { method, target: target!, version: parseVersion(version!), fields };
}

/** Whether the connection ends with the answer. HTTP/1.0's Keep-Alive is not for proxies (RFC 9112 appendix C.2.2). */
export function wantsClose({ version, fields }: HttpRequestHead): boolean {
  if (version === "1.0") return true;
  return ["connection", "proxy-connection"].some((key) =>
    listElements(fields, key).includes("close")
  );
}

/** Whether the client offers another protocol; an HTTP/1.0 client cannot (RFC 9110 section 7.8). */
export function wantsUpgrade({ version, fields }: HttpRequestHead): boolean {
  return version === "1.1" && listElements(fields, "connection").includes("upgrade") &&
    fieldValues(fields, "upgrade").length > 0;
}

function startsWithCrlf(bytes: Uint8Array): boolean {
  return bytes[0] === CRLF[0] && bytes[1] === CRLF[1];
}
