// UDP first, and TCP for an answer that did not fit (RFC 7766 section 5).

import type { DnsMessage } from "../codec/dns_message.ts";
import type { AskOptions, DnsQuery, ServerLink } from "./server_link.ts";

export interface PlainLinkParts {
  readonly udp: ServerLink;
  readonly tcp: ServerLink;
}

export class PlainLink implements ServerLink {
  readonly #parts: PlainLinkParts;

  constructor(parts: PlainLinkParts) {
    this.#parts = parts;
  }

  async ask(query: DnsQuery, options: AskOptions): Promise<DnsMessage> {
    const answer = await this.#parts.udp.ask(query, options);
    return answer.isTruncated ? await this.#parts.tcp.ask(query, options) : answer;
  }

  close(): void {
    this.#parts.udp.close();
    this.#parts.tcp.close();
  }
}
