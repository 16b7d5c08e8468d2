// A way to ask a DNS server whose every question waits for the test to answer it.

import { decodeDnsMessage, type DnsMessage, encodeDnsQuery } from "../../src/codec/dns_message.ts";
import type { AskOptions, DnsQuery, ServerLink } from "../../src/dns/server_link.ts";
import { type Reply, replyTo } from "./dns_packets.ts";
import { turn } from "./turn.ts";

export class FakeDnsLink implements ServerLink {
  readonly questions: AskedQuestion[] = [];
  isClosed = false;

  ask(query: DnsQuery, options: AskOptions): Promise<DnsMessage> {
    const question = new AskedQuestion(query, options);
    this.questions.push(question);
    return question.promise;
  }

  close(): void {
    this.isClosed = true;
  }

  /** What was asked for, as "A target.example". */
  get asked(): readonly string[] {
    return this.questions.map(({ text }) => text);
  }

  get last(): AskedQuestion {
    return this.questions.at(-1)!;
  }
}

export class AskedQuestion {
  readonly options: AskOptions;
  readonly #query: DnsQuery;
  readonly #answer = Promise.withResolvers<DnsMessage>();

  constructor(query: DnsQuery, options: AskOptions) {
    this.#query = query;
    this.options = options;
    const { signal } = options;
    signal.addEventListener("abort", () => this.#answer.reject(signal.reason), { once: true });
  }

  get promise(): Promise<DnsMessage> {
    return this.#answer.promise;
  }

  get text(): string {
    const { name, type } = this.#query.question;
    return `${type === 28 ? "AAAA" : "A"} ${name}`;
  }

  get isOver(): boolean {
    return this.options.signal.aborted;
  }

  async reply(reply: Reply): Promise<void> {
    const query = encodeDnsQuery(this.#query.question, { id: 7 });
    this.#answer.resolve(decodeDnsMessage(replyTo(query, reply)));
    await turn();
  }

  async fail(error: Error): Promise<void> {
    this.#answer.reject(error);
    await turn();
  }
}
