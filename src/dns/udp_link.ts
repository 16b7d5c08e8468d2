// Plain DNS over UDP. Whoever wants to slip in an answer has to guess an id and a port, both new for each question
// (RFC 5452), and to send from the address that was asked.

import { type DnsMessage, encodeDnsQuery } from "../codec/dns_message.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import type { DatagramSocket, OpenDatagramSocket } from "../net/datagram_socket.ts";
import { formatIp, parseIp } from "../net/ip_address.ts";
import { unmapIpv4 } from "../net/mapped_ipv4.ts";
import { type AskOptions, type DnsQuery, readAnswer, type ServerLink } from "./server_link.ts";

/** So many wrong answers to one question are no accident. */
const MAX_WRONG = 32;

export interface UdpLinkParts {
  readonly open: OpenDatagramSocket;
  /** 0..65535, not to be foreseen. */
  readonly randomId: () => number;
}

export class UdpLink implements ServerLink {
  readonly #server: HostPort;
  readonly #parts: UdpLinkParts;

  /** `server` is an address. */
  constructor(server: HostPort, parts: UdpLinkParts) {
    // As its datagrams will show it.
    this.#server = { host: formatIp(parseIp(unmapIpv4(server.host))!), port: server.port };
    this.#parts = parts;
  }

  async ask(query: DnsQuery, options: AskOptions): Promise<DnsMessage> {
    const { signal } = options;
    signal.throwIfAborted();
    const any = this.#server.host.includes(":") ? "::" : "0.0.0.0";
    const socket = await this.#parts.open({ host: any, port: 0 });
    const close = () => socket.close();
    signal.addEventListener("abort", close, { once: true });
    try {
      signal.throwIfAborted();
      return await this.#exchange(socket, query, options);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", close);
      close();
      // What lends us the last datagram takes it back at the next receive, which a closed socket refuses.
      socket.receive().catch(() => {});
    }
  }

  /** Nothing outlives a question. */
  close(): void {}

  async #exchange(
    socket: DatagramSocket,
    query: DnsQuery,
    { doubted }: AskOptions,
  ): Promise<DnsMessage> {
    const { question } = query;
    const id = this.#parts.randomId();
    if (!await socket.send(encodeDnsQuery(question, { ...query, id }), this.#server)) {
      throw new Error(`Cannot send to the DNS server ${formatHostPort(this.#server)}`);
    }
    for (let wrong = 0; wrong < MAX_WRONG; wrong++) {
      const { bytes, from } = await socket.receive();
      const answer = this.#isFromServer(from)
        ? readAnswer(bytes.slice(), { id, question })
        : undefined;
      if (answer !== undefined) return answer;
      doubted();
    }
    throw new Error(`Cannot tell what ${formatHostPort(this.#server)} has answered`);
  }

  #isFromServer({ host, port }: HostPort): boolean {
    return host === this.#server.host && port === this.#server.port;
  }
}
