// Questions and answers on one connection. It ends when the peer does, when something on it is no DNS, or when nothing has
// come for a while; whoever still waits is then told.

import { decodeDnsFrame, encodeDnsFrame } from "../codec/dns_frame.ts";
import { type DnsMessage, type DnsQuestion, encodeDnsQuery } from "../codec/dns_message.ts";
import { asError } from "../net/as_error.ts";
import { ByteReader } from "../net/byte_reader.ts";
import type { Cancel, Clock } from "../net/clock.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { type AskOptions, type DnsQuery, readAnswer } from "./server_link.ts";
import { unlessAborted } from "./unless_aborted.ts";

/** RFC 7766 section 6.2.3: in the order of a few seconds. */
const QUIET_MS = 10_000;
const IDS = 0x10000;
/** A server that owes us so many answers is not worth more questions. */
const MAX_OWED = 1024;

interface Waiting {
  readonly question: DnsQuestion;
  readonly answer: PromiseWithResolvers<DnsMessage>;
  readonly doubted: () => void;
}

export class StreamExchange {
  /** Resolves when it can be asked no more. */
  readonly over: Promise<void>;
  readonly #conn: StreamConn;
  readonly #clock: Clock;
  /** What the server owes us, by id; nobody may wait for it any more. */
  readonly #owed = new Map<number, Waiting | undefined>();
  #lastId = 0;
  /** The writes, one after the other. */
  #written: Promise<void> = Promise.resolve();
  #quiet: Cancel;
  /** Nothing has been asked since the last answer. */
  #isResting = true;
  #end: Error | undefined;

  constructor(conn: StreamConn, clock: Clock) {
    this.#conn = conn;
    this.#clock = clock;
    this.#quiet = this.#awaitQuiet();
    this.over = this.#readAll();
  }

  /** As of a ServerLink. */
  async ask(query: DnsQuery, { signal, doubted }: AskOptions): Promise<DnsMessage> {
    if (this.#owed.size === MAX_OWED) this.close();
    if (this.#end !== undefined) throw this.#end;
    const { question } = query;
    const id = this.#freeId();
    const frame = encodeDnsFrame(encodeDnsQuery(question, { ...query, id }));
    const answer = Promise.withResolvers<DnsMessage>();
    this.#owed.set(id, { question, answer, doubted });
    this.#send(frame);
    try {
      return await unlessAborted(answer.promise, signal);
    } finally {
      if (this.#owed.has(id)) this.#owed.set(id, undefined);
    }
  }

  close(): void {
    this.#finish(new StreamError("closed", "Cannot go on: the connection was closed"));
  }

  #send(frame: Uint8Array): void {
    // A server that owes us an answer has its time from the first question on, not from the last one.
    if (this.#isResting) this.#stir();
    this.#isResting = false;
    this.#written = this.#written.then(() => this.#conn.write(frame))
      .catch((error) => this.#finish(error));
  }

  async #readAll(): Promise<void> {
    const reader = new ByteReader(this.#conn);
    try {
      for (;;) this.#receive(await reader.readMessage(decodeDnsFrame));
    } catch (error) {
      this.#finish(error);
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#stir();
    const id = bytes[0]! << 8 | bytes[1]!;
    if (!this.#owed.has(id)) throw this.#doubt();
    const waiting = this.#owed.get(id);
    if (waiting !== undefined) {
      const message = readAnswer(bytes, { id, question: waiting.question });
      if (message === undefined) throw this.#doubt();
      waiting.answer.resolve(message);
    }
    this.#owed.delete(id);
    this.#isResting = this.#owed.size === 0;
  }

  /** An answer that nobody has asked for: who knows what the others would be worth? */
  #doubt(): StreamError {
    for (const waiting of this.#owed.values()) waiting?.doubted();
    return new StreamError("malformed", "Cannot use the answer: it is to another question");
  }

  #stir(): void {
    this.#quiet.cancel();
    this.#quiet = this.#awaitQuiet();
  }

  #awaitQuiet(): Cancel {
    return this.#clock.at(QUIET_MS, () => this.close());
  }

  #finish(cause: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = asError(cause);
    this.#quiet.cancel();
    this.#conn.close();
    for (const waiting of this.#owed.values()) waiting?.answer.reject(this.#end);
  }

  #freeId(): number {
    do this.#lastId = (this.#lastId + 1) % IDS; while (this.#owed.has(this.#lastId));
    return this.#lastId;
  }
}
