// Addresses from DNS servers.

import { DNS_CLASS_IN, DNS_TYPE } from "../codec/dns_message.ts";
import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import { type Ask, askInTurn } from "./ask_in_turn.ts";
import type { AddressSource, AddressType, Finding } from "./finding.ts";
import { isQueryName } from "./query_name.ts";
import { MAX_ALIASES, readAddresses, type Reading } from "./reading.ts";
import type { ResolverCounters } from "./resolver_counters.ts";
import type { ServerLink } from "./server_link.ts";

export interface ServerSourceParts {
  /** At least one, in the order in which they are asked. */
  readonly links: readonly ServerLink[];
  /** How often each is asked at most. */
  readonly attempts: number;
  /** How long one is waited for before the next one is asked as well. */
  readonly patienceMs: number;
  /** Begin with another one each time. */
  readonly rotate: boolean;
  readonly clock: Clock;
  readonly counters: ResolverCounters;
}

export class ServerSource implements AddressSource {
  readonly #parts: ServerSourceParts;
  #rotation = 0;

  constructor(parts: ServerSourceParts) {
    this.#parts = parts;
  }

  async find(name: string, type: AddressType, signal: AbortSignal): Promise<Finding> {
    let asked = name;
    let ttl = Infinity;
    for (let hops = 0; hops <= MAX_ALIASES; hops++) {
      const reading = await this.#ask(asked, type, signal);
      ttl = Math.min(ttl, reading.ttl);
      if (reading.kind === "found") return { addresses: reading.addresses, ttl };
      // An alias may be any bytes; those that are no host name have no addresses.
      if (!isQueryName(reading.name)) return { addresses: [], ttl };
      asked = reading.name;
    }
    throw new DialError("other", `Cannot resolve "${name}": its aliases lead nowhere`);
  }

  async #ask(name: string, type: AddressType, signal: AbortSignal): Promise<Reading> {
    const { clock, patienceMs, counters } = this.#parts;
    const question = { name, type: DNS_TYPE[type], class: DNS_CLASS_IN };
    const doubted = () => void counters.refused++;
    const ask: Ask<Reading> = async (link, options) => {
      const tell = () => {
        doubted();
        options.doubted();
      };
      const message = await link.ask({ question }, { ...options, doubted: tell });
      try {
        return readAddresses(message);
      } catch (error) {
        doubted();
        throw error;
      }
    };
    try {
      return await askInTurn(this.#order(), ask, { clock, signal, patienceMs });
    } catch (cause) {
      signal.throwIfAborted();
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new DialError("other", `Cannot resolve "${name}": ${text}`, { cause });
    }
  }

  #order(): readonly ServerLink[] {
    const { links, attempts, rotate } = this.#parts;
    const first = rotate ? this.#rotation++ % links.length : 0;
    const round = [...links.slice(first), ...links.slice(0, first)];
    return Array.from({ length: attempts }, () => round).flat();
  }
}
