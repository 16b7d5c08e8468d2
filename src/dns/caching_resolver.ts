// The resolver that everybody asks: what the machine itself knows, then what was found before, then the servers.

import { isIp } from "../net/ip_address.ts";
import type { ResolveOptions, Resolver } from "../net/resolver.ts";
import { lookUpName, notFound, type Outcome } from "./look_up_name.ts";
import { type DeskParts, LookupDesk } from "./lookup_desk.ts";
import type { NameServiceSource } from "./name_service.ts";
import { parseQueryName } from "./query_name.ts";

export interface ResolverParts extends DeskParts {
  /** Prefer IPv6 addresses. */
  readonly ipv6First: boolean;
  /** What the machine knows without asking; `[]`: the name is not to be asked for; `undefined`: nothing. */
  readonly ownAddresses: (name: string) => readonly string[] | undefined;
  readonly services: NameServiceSource;
}

export class CachingResolver implements Resolver {
  readonly #parts: ResolverParts;
  readonly #desk: LookupDesk<Outcome>;

  constructor(parts: ResolverParts) {
    this.#parts = parts;
    this.#desk = new LookupDesk(parts);
  }

  async resolve(host: string, options: ResolveOptions): Promise<readonly string[]> {
    options.signal.throwIfAborted();
    if (isIp(host)) return [host];
    const name = parseQueryName(host);
    if (name === undefined) throw notFound(host);
    const { clock, ipv6First, services, ownAddresses } = this.#parts;
    const own = ownAddresses(name.name);
    if (own !== undefined) return addressesOf({ addresses: own, failure: notFound(host) });
    return addressesOf(
      await this.#desk.find({
        ...options,
        name: name.name,
        key: name.isAbsolute ? `${name.name}.` : name.name,
        look: (signal) =>
          lookUpName(name, { clock, ipv6First, service: services.current(), signal }),
      }),
    );
  }

  /** Lets go of everything that is kept open. Idempotent. */
  close(): void {
    this.#parts.services.close();
  }
}

function addressesOf({ addresses, failure }: Omit<Outcome, "keepMs">): readonly string[] {
  if (addresses.length > 0) return addresses;
  throw failure;
}
