// DNS over a byte stream: TCP, TLS, or TCP inside Shadowsocks. One connection carries all questions, whose answers come
// in whatever order (RFC 7766 section 6.2.1), and is kept for a while.

import type { DnsMessage } from "../codec/dns_message.ts";
import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { AskOptions, DnsQuery, ServerLink } from "./server_link.ts";
import { StreamExchange } from "./stream_exchange.ts";
import { unlessAborted } from "./unless_aborted.ts";

const DIAL_MS = 5_000;

export interface StreamLinkParts {
  /** Opens a connection to the server. */
  readonly dial: (signal: AbortSignal) => Promise<StreamConn>;
  readonly clock: Clock;
}

export class StreamLink implements ServerLink {
  readonly #parts: StreamLinkParts;
  #exchange: Promise<StreamExchange> | undefined;
  #dialing = new AbortController();

  constructor(parts: StreamLinkParts) {
    this.#parts = parts;
  }

  async ask(query: DnsQuery, options: AskOptions): Promise<DnsMessage> {
    options.signal.throwIfAborted();
    // Whoever gives up leaves the dial to the others who wait for it.
    const exchange = await unlessAborted(this.#connected(), options.signal);
    return await exchange.ask(query, options);
  }

  close(): void {
    this.#dialing.abort(new DialError("cancelled", "Gave up: the connection was ended"));
    this.#exchange?.then((exchange) => exchange.close(), () => {});
    this.#exchange = undefined;
  }

  #connected(): Promise<StreamExchange> {
    if (this.#exchange !== undefined) return this.#exchange;
    const exchange = this.#exchange = this.#dial();
    const forget = () => {
      if (this.#exchange === exchange) this.#exchange = undefined;
    };
    exchange.then(({ over }) => over.then(forget), forget);
    return exchange;
  }

  async #dial(): Promise<StreamExchange> {
    const { dial, clock } = this.#parts;
    const dialing = this.#dialing = new AbortController();
    const alarm = clock.at(DIAL_MS, () => {
      dialing.abort(new DialError("timed_out", "Cannot connect to the DNS server in time"));
    });
    try {
      return new StreamExchange(await dial(dialing.signal), clock);
    } finally {
      alarm.cancel();
    }
  }
}
