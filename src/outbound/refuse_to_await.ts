// For ways that can make connections only: a target that is to connect by itself is not for them.

import { DialError } from "../net/dial_failure.ts";
import type { DialOptions } from "../net/stream_dialer.ts";

/** Throws a DialError. */
export function refuseToAwait({ awaiting }: Pick<DialOptions, "awaiting">): void {
  if (awaiting === undefined) return;
  const message = "Cannot wait for a connection: this way only makes them";
  throw new DialError("unsupported", message, { at: "request" });
}
