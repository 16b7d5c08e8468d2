// DNS over HTTPS (RFC 8484), by POST, with HTTP/2 where the server has it.

import { type DnsMessage, encodeDnsQuery } from "../codec/dns_message.ts";
import { readHttpBody } from "../net/http_body.ts";
import { isIp } from "../net/ip_address.ts";
import type { Resolver } from "../net/resolver.ts";
import { type AskOptions, type DnsQuery, readAnswer, type ServerLink } from "./server_link.ts";

const MEDIA_TYPE = "application/dns-message";
const MAX_ANSWER_BYTES = 0xffff;
/** RFC 8484 section 4.1: so that caches on the way recognise equal questions. TLS does what a random id does elsewhere. */
const ID = 0;

export interface HttpsLinkParts {
  /** Asked for the server's own name, if it has one. */
  readonly bootstrap: Resolver;
  /** Trusted besides those that the system trusts, in PEM. */
  readonly caCerts: readonly string[];
}

export class DenoHttpsLink implements ServerLink {
  readonly #url: URL;
  readonly #parts: HttpsLinkParts;
  #client: Deno.HttpClient | undefined;

  constructor(url: string, parts: HttpsLinkParts) {
    this.#url = new URL(url);
    this.#parts = parts;
  }

  async ask(query: DnsQuery, { signal, doubted }: AskOptions): Promise<DnsMessage> {
    await this.#proveName(signal);
    const { question } = query;
    const bytes = await this.#post(encodeDnsQuery(question, { ...query, id: ID }), signal);
    const answer = readAnswer(bytes, { id: ID, question });
    if (answer !== undefined) return answer;
    doubted();
    throw new Error(`Cannot tell what ${this.#url.host} has answered`);
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  /**
   * fetch() resolves names on a small pool of threads, which a dead server would block for the whole process: it is let at
   * a name only when that can be resolved at the moment.
   */
  async #proveName(signal: AbortSignal): Promise<void> {
    const host = this.#url.hostname.replace(/^\[|\]$/g, "");
    if (!isIp(host)) await this.#parts.bootstrap.resolve(host, { signal });
  }

  async #post(body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const client = this.#client ??= Deno.createHttpClient({ caCerts: [...this.#parts.caCerts] });
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "content-type": MEDIA_TYPE, accept: MEDIA_TYPE },
      body: body.slice(),
      redirect: "error",
      signal,
      client,
    });
    const { status, headers } = response;
    const type = headers.get("content-type");
    if (status === 200 && type === MEDIA_TYPE) {
      return await readHttpBody(response.body, MAX_ANSWER_BYTES);
    }
    await response.body?.cancel();
    throw new Error(`Cannot ask ${this.#url.host}: it answers with status ${status}, ${type}`);
  }
}
