// CONNECT (RFC 9110 section 9.3.6) from the client's side: what asks a proxy for a tunnel, and what its refusal means.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { DialFailure } from "../net/dial_failure.ts";
import { httpField } from "./http_fields.ts";
import { encodeHead } from "./http_head.ts";
import { parseAuthority } from "./http_target.ts";

/** Throws a RangeError when the host has characters that have no place in a request: a target must not add fields to it. */
export function encodeConnectRequest(
  target: HostPort,
  authorization: string | undefined,
): Uint8Array {
  const authority = formatHostPort(target);
  if (parseAuthority(authority, undefined) === undefined) {
    throw new RangeError("Cannot encode CONNECT: the target is not a host and a port");
  }
  return encodeHead({
    startLine: `CONNECT ${authority} HTTP/1.1`,
    fields: [
      httpField("Host", authority),
      ...(authorization === undefined ? [] : [httpField("Proxy-Authorization", authorization)]),
    ],
  });
}

/** What a refusal says of the target; `undefined` where it says nothing of it. */
export function failureForStatus(status: number): DialFailure | undefined {
  switch (status) {
    case 403:
      return "denied";
    case 404:
    case 410:
      return "host_unreachable";
    // Refused, unreachable or without an address: proxies do not say which.
    case 502:
    case 503:
      return "other";
    case 504:
      return "timed_out";
    default:
      return undefined;
  }
}
