// How long the body of a message is (RFC 9112 section 6.3). Whatever two parsers could read in two ways is refused:
// Content-Length beside Transfer-Encoding, two Content-Lengths, any transfer coding but "chunked".

import { DecodeError } from "./decode_error.ts";
import { fieldValues, type HttpField } from "./http_fields.ts";
import type { HttpVersion } from "./http_head.ts";
import type { HttpRequestHead } from "./http_request.ts";
import type { HttpResponseHead } from "./http_response.ts";

export type BodyLength =
  | { readonly kind: "known"; readonly bytes: number }
  | { readonly kind: "chunked" }
  /** Answers only: the body ends with the connection. */
  | { readonly kind: "until_close" };

const NO_BODY: BodyLength = { kind: "known", bytes: 0 };

/** Few enough digits for an exact number: just under a petabyte. */
const CONTENT_LENGTH = /^\d{1,15}$/;

/** What comes after the head of CONNECT is the tunnel: a body there would be read by one and not by another. */
export function requestBodyLength(head: HttpRequestHead): BodyLength {
  const length = declaredLength(head) ?? NO_BODY;
  if (head.method === "CONNECT" && !isEmpty(length)) {
    throw new DecodeError("bad_length", "Cannot read request: CONNECT has no body");
  }
  return length;
}

/** `method` is the request's: the answer to HEAD describes a body and has none. */
export function responseBodyLength(head: HttpResponseHead, method: string): BodyLength {
  if (method === "HEAD" || isBodyless(head.status)) return NO_BODY;
  return declaredLength(head) ?? { kind: "until_close" };
}

function isEmpty(length: BodyLength): boolean {
  return length.kind === "known" && length.bytes === 0;
}

/** 1xx, 204 and 304 end with their head. */
function isBodyless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

interface Framed {
  readonly version: HttpVersion;
  readonly fields: readonly HttpField[];
}

function declaredLength({ version, fields }: Framed): BodyLength | undefined {
  const codings = fieldValues(fields, "transfer-encoding");
  const lengths = fieldValues(fields, "content-length");
  if (codings.length > 0 && lengths.length > 0) {
    throw badLength("it has both Content-Length and Transfer-Encoding");
  }
  if (codings.length > 0) return parseCoding(codings, version);
  return lengths.length > 0 ? parseLength(lengths) : undefined;
}

function parseCoding(codings: readonly string[], version: HttpVersion): BodyLength {
  // HTTP/1.0 knows no transfer codings: if one is sent there, somebody misunderstands (RFC 9112 section 6.1).
  if (version === "1.0") throw badLength("HTTP/1.0 has no Transfer-Encoding");
  if (codings.length > 1 || codings[0]!.toLowerCase() !== "chunked") {
    throw badLength("its Transfer-Encoding is not just chunked");
  }
  return { kind: "chunked" };
}

function parseLength(lengths: readonly string[]): BodyLength {
  if (lengths.length > 1 || !CONTENT_LENGTH.test(lengths[0]!)) {
    throw badLength("its Content-Length is not one number");
  }
  return { kind: "known", bytes: Number(lengths[0]) };
}

function badLength(reason: string): DecodeError {
  return new DecodeError("bad_length", `Cannot tell where the body ends: ${reason}`);
}
