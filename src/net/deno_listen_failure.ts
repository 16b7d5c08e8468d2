// What the system says about a port that cannot be had, as a ListenError; of Deno's own sockets and of node:dgram's.

import type { HostPort } from "./address.ts";
import { asError } from "./as_error.ts";
import { isIp } from "./ip_address.ts";
import { ListenError, type ListenFailure } from "./listen_error.ts";

export function listenErrorOf(thrown: unknown, address: HostPort): ListenError {
  const cause = asError(thrown);
  return new ListenError(failureOf(cause, address), cause.message, { cause });
}

function failureOf(cause: Error, { host }: HostPort): ListenFailure {
  if (cause instanceof Deno.errors.AddrInUse) return "in_use";
  if (cause instanceof Deno.errors.AddrNotAvailable) return "not_ours";
  if (cause instanceof Deno.errors.PermissionDenied) return "not_permitted";
  switch ("code" in cause ? cause.code : undefined) {
    case "EADDRINUSE":
      return "in_use";
    case "EADDRNOTAVAIL":
      return "not_ours";
    case "EACCES":
    case "EPERM":
      return "not_permitted";
    case "ENOTFOUND":
      return "name_not_found";
    case undefined:
      // A lookup of Deno's that finds nothing has neither a class of its own nor a code.
      return isIp(host) ? "other" : "name_not_found";
    default:
      return "other";
  }
}
