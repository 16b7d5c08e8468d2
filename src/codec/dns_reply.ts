// Replies to the questions of others, made from the bytes of the question and of an answer that somebody else has given:
// what we do not understand goes through as it is. Wire format as in dns_message.ts.

import { concatBytes } from "../net/bytes.ts";
import { type Edns, encodeEdns } from "./dns_edns.ts";
import {
  DNS_HEADER_BYTES,
  DNS_TYPE,
  type DnsHead,
  type DnsMessage,
  type DnsRecord,
} from "./dns_message.ts";

// Of the first byte of the flags, and of the second.
const RESPONSE = 0x80;
const OPCODE = 0x78;
const TRUNCATED = 0x02;
const RECURSION_DESIRED = 0x01;
const RECURSION_AVAILABLE = 0x80;
const CHECKING_DISABLED = 0x10;

export interface BareReply {
  readonly rcode: number;
  /** There is more: ask again by stream. */
  readonly isTruncated?: boolean;
  /** What we can do, for a client that has said what it can. */
  readonly edns: Edns | undefined;
}

/** A reply with nothing but the question. */
export function encodeBareReply(
  { bytes, questionEnd }: DnsHead,
  { rcode, isTruncated = false, edns }: BareReply,
): Uint8Array {
  const reply = bytes.slice(0, questionEnd);
  reply[2] = RESPONSE | bytes[2]! & (OPCODE | RECURSION_DESIRED) | (isTruncated ? TRUNCATED : 0);
  reply[3] = RECURSION_AVAILABLE | bytes[3]! & CHECKING_DISABLED | rcode;
  reply.fill(0, 6, DNS_HEADER_BYTES);
  if (edns === undefined) return reply;
  reply[DNS_HEADER_BYTES - 1] = 1;
  return concatBytes(reply, encodeEdns(edns));
}

/** A reply to a message that cannot be read but for its first bytes; `undefined` when it has not even these. */
export function encodeUnreadableReply(query: Uint8Array, rcode: number): Uint8Array | undefined {
  const isQuery = query.length >= DNS_HEADER_BYTES && (query[2]! & RESPONSE) === 0;
  if (!isQuery) return undefined;
  const reply = new Uint8Array(DNS_HEADER_BYTES);
  reply.set(query.subarray(0, 2));
  reply[2] = RESPONSE | query[2]! & (OPCODE | RECURSION_DESIRED);
  reply[3] = RECURSION_AVAILABLE | rcode;
  return reply;
}

/**
 * An answer of so many seconds ago as the reply to a question for the same: the client's id, and its spelling of the name,
 * by which some clients know a true answer. `undefined` when the two names are not written alike.
 */
export function encodeReply(
  query: DnsHead,
  answer: DnsMessage,
  ageSeconds: number,
): Uint8Array | undefined {
  if (query.questionEnd !== answer.questionEnd) return undefined;
  const reply = answer.bytes.slice();
  reply.set(query.bytes.subarray(0, 2));
  reply[2] = reply[2]! & ~RECURSION_DESIRED | query.bytes[2]! & RECURSION_DESIRED;
  reply.set(query.bytes.subarray(DNS_HEADER_BYTES, query.questionEnd), DNS_HEADER_BYTES);
  const view = new DataView(reply.buffer);
  for (const { type, ttl, ttlAt } of recordsOf(answer)) {
    if (type !== DNS_TYPE.OPT) view.setUint32(ttlAt, Math.max(0, ttl - ageSeconds));
  }
  return reply;
}

/** Of all sections. */
export function recordsOf(
  { answers, authorities, additionals }: DnsMessage,
): readonly DnsRecord[] {
  return [...answers, ...authorities, ...additionals];
}
