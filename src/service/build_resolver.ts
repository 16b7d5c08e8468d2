// The resolver of the control plane: the machine's own names, then the servers that the user has chosen, or those that the
// system has been told of.

import type { Config } from "../config/config.ts";
import { CachingResolver } from "../dns/caching_resolver.ts";
import { DenoSystemSource } from "../dns/deno_system_source.ts";
import { DenoTextFile } from "../dns/deno_text_file.ts";
import { parseHosts } from "../dns/hosts_file.ts";
import type { NameServiceSource } from "../dns/name_service.ts";
import { ownNames } from "../dns/own_names.ts";
import { parseResolvConf } from "../dns/resolv_conf.ts";
import type { ResolverCounters } from "../dns/resolver_counters.ts";
import { ServerSource } from "../dns/server_source.ts";
import { PATIENCE_MS, SystemServices } from "../dns/system_services.ts";
import { WatchedFile } from "../dns/watched_file.ts";
import type { Clock } from "../net/clock.ts";
import type { NameServer } from "../net/name_server.ts";
import type { Resolver } from "../net/resolver.ts";
import { type LinkTo, nameServerLinks } from "./name_server_links.ts";

const HOSTS = "/etc/hosts";
const RESOLV_CONF = "/etc/resolv.conf";
/** As often as the C library asks one. */
const ATTEMPTS = 2;

export interface BuildResolverParts {
  readonly clock: Clock;
  readonly counters: ResolverCounters;
  /** Trusted besides those that the system trusts, in PEM. */
  readonly caCerts?: readonly string[];
}

export function buildResolver(
  { dns, ipv6First }: Pick<Config, "dns" | "ipv6First">,
  { clock, counters, caCerts = [] }: BuildResolverParts,
): CachingResolver {
  const hosts = new WatchedFile(new DenoTextFile(HOSTS), { clock, parse: parseHosts });
  const parts = {
    clock,
    ipv6First,
    counters,
    ownAddresses: ownNames({ hosts, ipv6First }),
    cacheSize: dns.cacheSize,
  };
  const linkTo = nameServerLinks({ clock, caCerts });
  const system = new CachingResolver({
    ...parts,
    services: systemServices(linkTo, { clock, counters }),
  });
  if (dns.choice.kind === "system") return system;
  const services = chosenServices(dns.choice.servers, { clock, counters, linkTo, system });
  return new CachingResolver({ ...parts, services });
}

interface ServiceParts {
  readonly clock: Clock;
  readonly counters: ResolverCounters;
}

function systemServices(linkTo: LinkTo, parts: ServiceParts): NameServiceSource {
  return new SystemServices({
    ...parts,
    conf: new WatchedFile(new DenoTextFile(RESOLV_CONF), { ...parts, parse: parseResolvConf }),
    linkTo: (server) => linkTo(server, NO_NAMES),
    fallback: new DenoSystemSource(),
  });
}

interface ChosenParts extends ServiceParts {
  readonly linkTo: LinkTo;
  /** Knows the names of the chosen servers. */
  readonly system: CachingResolver;
}

/** No search list: it belongs to the network that the machine is in, and so do the names. */
function chosenServices(
  servers: readonly NameServer[],
  { linkTo, system, ...parts }: ChosenParts,
): NameServiceSource {
  const links = servers.map((server) => linkTo(server, system));
  const source = new ServerSource({
    ...parts,
    links,
    attempts: ATTEMPTS,
    patienceMs: PATIENCE_MS,
    rotate: false,
  });
  return {
    current: () => ({ source, search: [], ndots: 1 }),
    close: () => {
      for (const link of links) link.close();
      system.close();
    },
  };
}

/** The system's servers are addresses. */
const NO_NAMES: Resolver = {
  resolve: (name) => Promise.reject(new Error(`Cannot resolve "${name}": it is a server's`)),
};
