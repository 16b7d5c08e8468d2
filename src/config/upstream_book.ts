// The upstreams of a configuration as they get their names, and with them those that only carry others: the proxies that
// a `through` names by URL.

import { formatHostPort } from "../net/address.ts";
import type { Sourced } from "./origin.ts";
import { type ProxyUrl, showProxyUrl } from "./proxy_url.ts";
import { parseUpstreamName } from "./route_schemas.ts";
import type { Hop } from "./route_settings.ts";
import type { ProxyUpstream } from "./upstream_entry.ts";

export class UpstreamBook {
  readonly #names = new Set<string>();
  readonly #carriers = new Map<string, Sourced<ProxyUpstream>>();

  /** Those that were named by URL, the first to be reached before what goes through it. */
  get carriers(): readonly Sourced<ProxyUpstream>[] {
    return [...this.#carriers.values()];
  }

  /** The name that is wished for, or one like it that nobody has. */
  claim(wish: string): string {
    let name = wish;
    for (let count = 2; this.#names.has(name); count++) name = `${wish}#${count}`;
    this.#names.add(name);
    return name;
  }

  /** The name of the last of `hops`, each reached through the one before it; `undefined` where there is none. */
  carrierOf(hops: Sourced<readonly Hop[]> | undefined): string | undefined {
    let through: string | undefined;
    for (const hop of hops?.value ?? []) {
      through = hop.kind === "name"
        ? hop.name
        : this.#carrier({ value: hop.url, origin: hops!.origin }, through);
    }
    return through;
  }

  /** The same for all who name the same. */
  #carrier({ value, origin }: Sourced<ProxyUrl>, through: string | undefined): string {
    const { kind, address, user, name } = value;
    const key = JSON.stringify([showProxyUrl(value), user?.password.reveal(), through]);
    const known = this.#carriers.get(key);
    if (known !== undefined) return known.value.name;
    const wish = parseUpstreamName(name ?? "") ?? formatHostPort(address);
    const entry: ProxyUpstream = {
      kind,
      name: this.claim(wish),
      through,
      weights: { streams: 1, packets: 1 },
      address,
      user,
      tls: kind === "https" ? { serverName: undefined, authorities: [] } : undefined,
    };
    this.#carriers.set(key, { value: entry, origin });
    return entry.name;
  }
}
