// The contract of a way to ask one server: by UDP, TCP, TLS or HTTPS.

import {
  decodeDnsMessage,
  type DnsMessage,
  type DnsQuestion,
  type QueryHead,
} from "../codec/dns_message.ts";
import { DecodeError } from "../codec/decode_error.ts";

/** All of a question but the id, which each way chooses for itself. */
export interface DnsQuery extends Omit<QueryHead, "id"> {
  readonly question: DnsQuestion;
}

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Hears of each answer that is not taken. The true one may still come, but whoever has time should ask elsewhere too. */
  readonly doubted: () => void;
}

export interface ServerLink {
  /**
   * What this server has answered to this very question. Owned by the caller. Rejects when the server cannot be asked, or
   * answers with something else, and with the signal's reason.
   */
  ask(query: DnsQuery, options: AskOptions): Promise<DnsMessage>;
  /** Lets go of what it keeps open. Idempotent; later questions open it again. */
  close(): void;
}

/** What was expected of an answer. */
export interface Expected {
  readonly id: number;
  readonly question: DnsQuestion;
}

/** `undefined`: these bytes are no answer to that. They are kept, not copied. */
export function readAnswer(bytes: Uint8Array, expected: Expected): DnsMessage | undefined {
  try {
    const message = decodeDnsMessage(bytes);
    return isAnswerTo(message, expected) ? message : undefined;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return undefined;
  }
}

function isAnswerTo(message: DnsMessage, { id, question }: Expected): boolean {
  return message.isResponse && message.opcode === 0 && message.id === id &&
    message.question.name === question.name &&
    message.question.type === question.type &&
    message.question.class === question.class;
}
