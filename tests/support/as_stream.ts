// For tests of inbounds that are asked for streams only.

import type { Pending, PendingStream } from "../../src/net/inbound.ts";

export function asStream(pending: Pending): PendingStream {
  if (pending.kind !== "stream") throw new Error("An association where a stream was asked for");
  return pending;
}
