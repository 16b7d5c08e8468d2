// Answers whatever DNS questions the machine has: from memory, or by asking a server far away. Answers are handed on as they
// are; only their age is taken off their time to live.

import { encodeBareReply, encodeReply, encodeUnreadableReply } from "../codec/dns_reply.ts";
import { DecodeError } from "../codec/decode_error.ts";
import { type Edns, ednsIn, encodeEdns } from "../codec/dns_edns.ts";
import { decodeDnsMessage, DNS_RCODE, type DnsMessage } from "../codec/dns_message.ts";
import type { DnsAnswering, DnsQuestioner } from "../net/dns_answering.ts";
import { DialError } from "../net/dial_failure.ts";
import { askInTurn } from "./ask_in_turn.ts";
import { answerKeepMs } from "./answer_keep_ms.ts";
import { type DeskParts, type Found, LookupDesk } from "./lookup_desk.ts";
import type { DnsQuery, ServerLink } from "./server_link.ts";

/** How long the server is waited for before it is asked once more. */
const PATIENCE_MS = 2_000;
const PLAIN_UDP_BYTES = 512;
/** What fits into one packet on almost every path (dnsflagday.net/2020). */
const UDP_BYTES = 1232;
/** IXFR and AXFR (RFC 5936): their answers are many messages. */
const TRANSFERS: readonly number[] = [251, 252];

export interface AnswererParts extends DeskParts {
  /** The way to the server. */
  readonly link: ServerLink;
}

interface Answer extends Found {
  readonly message: DnsMessage;
  /** When it came, by the Clock. */
  readonly at: number;
}

export class DnsAnswerer implements DnsAnswering {
  readonly #parts: AnswererParts;
  readonly #desk: LookupDesk<Answer>;
  readonly #closing = new AbortController();

  constructor(parts: AnswererParts) {
    this.#parts = parts;
    this.#desk = new LookupDesk(parts);
  }

  async answer(bytes: Uint8Array, questioner: DnsQuestioner): Promise<Uint8Array | undefined> {
    const query = readQuery(bytes.slice());
    if (query === undefined) return encodeUnreadableReply(bytes, DNS_RCODE.formatError);
    if (query.isResponse) return undefined;
    const edns = ednsIn(query);
    const own = edns && { ...edns, udpBytes: UDP_BYTES };
    const bare = (rcode: number, isTruncated = false) =>
      encodeBareReply(query, { rcode, isTruncated, edns: own });
    if (query.opcode !== 0 || TRANSFERS.includes(query.question.type)) {
      return bare(DNS_RCODE.refused);
    }
    try {
      const { message, at } = await this.#find(query, own, questioner.client);
      const age = Math.floor((this.#parts.clock.now() - at) / 1000);
      const reply = encodeReply(query, message, age);
      if (reply === undefined) return bare(DNS_RCODE.formatError);
      return reply.length <= roomFor(questioner, edns) ? reply : bare(DNS_RCODE.noError, true);
    } catch {
      // The server cannot be reached, or has no answer for us.
      return bare(DNS_RCODE.serverFailure);
    }
  }

  close(): void {
    this.#closing.abort(new DialError("cancelled", "Gave up: the front door was closed"));
    this.#parts.link.close();
  }

  #find(query: DnsMessage, edns: Edns | undefined, client: string): Promise<Answer> {
    const { question, isCheckingDisabled } = query;
    const { name, type, class: klass } = question;
    const key = [type, klass, isCheckingDisabled, edns?.isDnssecOk, name].join(" ");
    const additionals = edns === undefined ? [] : [encodeEdns(edns)];
    return this.#desk.find({
      key,
      name,
      client,
      signal: this.#closing.signal,
      look: (signal) => this.#ask({ question, isCheckingDisabled, additionals }, signal),
    });
  }

  async #ask(query: DnsQuery, signal: AbortSignal): Promise<Answer> {
    const { link, clock, counters } = this.#parts;
    const message = await askInTurn([link, link], (link, options) =>
      link.ask(query, {
        ...options,
        doubted: () => {
          counters.refused++;
          options.doubted();
        },
      }), { clock, signal, patienceMs: PATIENCE_MS });
    return { message, at: clock.now(), keepMs: answerKeepMs(message) };
  }
}

/** `undefined` when it cannot be read. */
function readQuery(bytes: Uint8Array): DnsMessage | undefined {
  try {
    return decodeDnsMessage(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return undefined;
  }
}

function roomFor({ transport }: DnsQuestioner, edns: Edns | undefined): number {
  return transport === "stream" ? Infinity : edns?.udpBytes ?? PLAIN_UDP_BYTES;
}
