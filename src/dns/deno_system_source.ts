// Addresses as the system resolves them: where nobody has told us which servers to ask (Windows). Deno asks without the
// small pool of threads that getaddrinfo blocks, but does not tell for how long an answer holds.

import { DialError } from "../net/dial_failure.ts";
import type { AddressSource, AddressType, Finding } from "./finding.ts";

const TTL = 10;

export class DenoSystemSource implements AddressSource {
  async find(name: string, type: AddressType, signal: AbortSignal): Promise<Finding> {
    try {
      return { addresses: await Deno.resolveDns(name, type, { signal }), ttl: TTL };
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof Deno.errors.NotFound) return { addresses: [], ttl: TTL };
      const failure = cause instanceof Deno.errors.TimedOut ? "timed_out" : "other";
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new DialError(failure, `Cannot resolve "${name}": ${text}`, { cause });
    }
  }
}
