// Straight to the target: resolve its name, keep the addresses that may be reached, connect to one of them. Never to
// the name, which could resolve differently the second time.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import { isIp } from "../net/ip_address.ts";
import type { Resolver } from "../net/resolver.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { ConnectLiteral, DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import { connectFirst } from "./connect_first.ts";
import { refuseToAwait } from "./refuse_to_await.ts";

/** A name may list any number of addresses; whoever owns it must not choose how many hosts we knock at. */
const MAX_ADDRESSES = 8;

export interface DirectParts {
  readonly resolver: Resolver;
  readonly mayReach: (ip: string) => boolean;
  readonly connect: ConnectLiteral;
  readonly clock: Clock;
}

export class DirectDialer implements StreamDialer {
  readonly #parts: DirectParts;

  constructor(parts: DirectParts) {
    this.#parts = parts;
  }

  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    refuseToAwait(options);
    const { connect, clock, mayReach } = this.#parts;
    const resolved = await this.#resolve(target.host, options);
    options.progress("CONNECTING");
    const allowed = resolved.filter(mayReach);
    if (allowed.length === 0) {
      throw new DialError(
        "denied",
        `Cannot connect to ${formatHostPort(target)}: not a public address`,
      );
    }
    const addresses = allowed.slice(0, MAX_ADDRESSES).map((host) => ({ host, port: target.port }));
    return await connectFirst(addresses, { connect, clock, signal: options.signal });
  }

  async #resolve(
    host: string,
    { signal, client, progress }: DialOptions,
  ): Promise<readonly string[]> {
    if (isIp(host)) return [host];
    progress("DNS");
    return await this.#parts.resolver.resolve(host, { signal, client });
  }
}
