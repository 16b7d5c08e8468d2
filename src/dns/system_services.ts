// The servers that the system has been told of, and its search list. They change when the machine moves to another network.

import type { Clock } from "../net/clock.ts";
import type { NameServer } from "../net/name_server.ts";
import type { AddressSource } from "./finding.ts";
import type { NameService, NameServiceSource } from "./name_service.ts";
import type { ResolvConf } from "./resolv_conf.ts";
import type { ResolverCounters } from "./resolver_counters.ts";
import type { ServerLink } from "./server_link.ts";
import { ServerSource } from "./server_source.ts";
import type { WatchedFile } from "./watched_file.ts";

const DNS_PORT = 53;
/** As long as one server is waited for alone, whatever `timeout` says: all of it has to happen within 5 s. */
export const PATIENCE_MS = 1_500;

export interface SystemServicesParts {
  readonly conf: WatchedFile<ResolvConf>;
  readonly linkTo: (server: NameServer) => ServerLink;
  /** For systems that do not tell which servers they ask. */
  readonly fallback: AddressSource;
  readonly clock: Clock;
  readonly counters: ResolverCounters;
}

export class SystemServices implements NameServiceSource {
  readonly #parts: SystemServicesParts;
  #conf: ResolvConf | undefined;
  #links: readonly ServerLink[] = [];
  #service: NameService;

  constructor(parts: SystemServicesParts) {
    this.#parts = parts;
    this.#service = { source: parts.fallback, search: [], ndots: 1 };
  }

  current(): NameService {
    const conf = this.#parts.conf.value;
    if (conf !== this.#conf) this.#follow(conf);
    return this.#service;
  }

  close(): void {
    for (const link of this.#links) link.close();
  }

  #follow(conf: ResolvConf): void {
    this.close();
    this.#conf = conf;
    this.#links = conf.servers.map((host) =>
      this.#parts.linkTo({ kind: "udp", address: { host, port: DNS_PORT } })
    );
    const { search, ndots } = conf;
    this.#service = this.#links.length === 0
      ? { source: this.#parts.fallback, search: [], ndots }
      : { source: this.#serverSource(conf), search, ndots };
  }

  #serverSource({ timeoutSeconds, attempts, rotate }: ResolvConf): ServerSource {
    const { clock, counters } = this.#parts;
    const patienceMs = Math.min(timeoutSeconds * 1000, PATIENCE_MS);
    return new ServerSource({ links: this.#links, attempts, patienceMs, rotate, clock, counters });
  }
}
