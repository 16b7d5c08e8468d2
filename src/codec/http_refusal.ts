// What a proxy answers when it does not serve a request: a status for programs and a line of text for people.

import type { DialFailure } from "../net/dial_failure.ts";
import { concatBytes } from "../net/bytes.ts";
import type { DecodeError } from "./decode_error.ts";
import { type HttpField, httpField } from "./http_fields.ts";
import { encodeHead } from "./http_head.ts";

const REASONS = {
  400: "Bad Request",
  403: "Forbidden",
  407: "Proxy Authentication Required",
  431: "Request Header Fields Too Large",
  502: "Bad Gateway",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
} as const;

const CHALLENGE: HttpField = httpField("Proxy-Authenticate", 'Basic realm="umbra"');

export interface Refusal {
  readonly status: keyof typeof REASONS;
  /** Without the final stop and line break; never anything that a stranger sent. */
  readonly text: string;
}

export interface RefusalOptions {
  /** The request's, because the answer to HEAD has no body; `undefined` where it could not be read. */
  readonly method: string | undefined;
  readonly connection: "keep-alive" | "close";
}

export function encodeRefusal(
  { status, text }: Refusal,
  { method, connection }: RefusalOptions,
): Uint8Array {
  const body = new TextEncoder().encode(`umbra: ${text}\n`);
  const head = encodeHead({
    startLine: `HTTP/1.1 ${status} ${REASONS[status]}`,
    fields: [
      ...(status === 407 ? [CHALLENGE] : []),
      httpField("Content-Type", "text/plain; charset=utf-8"),
      httpField("Content-Length", String(body.length)),
      httpField("Connection", connection),
    ],
  });
  return method === "HEAD" ? head : concatBytes(head, body);
}

/** How a failed dial is told to an HTTP client; what was dialed may be the target or a proxy on the way to it. */
export function refusalOfDial(failure: DialFailure): Refusal {
  switch (failure) {
    case "refused":
      return { status: 502, text: "cannot connect: the connection was refused" };
    case "network_unreachable":
      return { status: 502, text: "cannot connect: no way to the network" };
    case "host_unreachable":
      return { status: 502, text: "cannot connect: no way to the host" };
    case "timed_out":
      return { status: 504, text: "cannot connect: no answer in time" };
    case "name_not_found":
      return { status: 502, text: "cannot connect: the name has no address" };
    case "unsupported":
      return { status: 502, text: "cannot connect: no way there can do that" };
    case "denied":
      return { status: 403, text: "cannot connect: the rules here forbid it" };
    case "cancelled":
      return { status: 502, text: "cannot connect: given up" };
    case "other":
      return { status: 502, text: "cannot connect" };
  }
}

/** How a request that cannot be read is told to its sender. */
export function refusalOfRequest(error: DecodeError): Refusal {
  return { status: statusFor(error), text: error.message };
}

function statusFor({ reason }: DecodeError): Refusal["status"] {
  switch (reason) {
    case "too_long":
      return 431;
    case "bad_version":
      return 505;
    default:
      return 400;
  }
}
