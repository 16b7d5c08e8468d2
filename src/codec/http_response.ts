// The head of an answer (RFC 9112 section 4).

import { DecodeError } from "./decode_error.ts";
import type { HttpField } from "./http_fields.ts";
import { decodeHead, type HttpVersion, parseVersion } from "./http_head.ts";

export interface HttpResponseHead {
  readonly version: HttpVersion;
  /** 100..999. */
  readonly status: number;
  /** May be empty. */
  readonly reason: string;
  readonly fields: readonly HttpField[];
}

/** The space before an empty reason is mandatory, and often left out. */
const STATUS_LINE = /^HTTP\/(\d\.\d) ([1-9]\d\d)(?: (.*))?$/;

/** Of a whole head. */
export function decodeResponseHead(bytes: Uint8Array): HttpResponseHead {
  const { startLine, fields } = decodeHead(bytes);
  const [, version, status, reason] = STATUS_LINE.exec(startLine) ?? [];
  if (status === undefined) {
    throw new DecodeError("bad_field", "Cannot read answer: its first line is not a status line");
  }
  return { version: parseVersion(version!), status: Number(status), reason: reason ?? "", fields };
}
