// DNS messages (RFC 1035 section 4.1): questions as we ask them, answers as strangers give them. Strict where it keeps
// us safe: one question, so many records at most, nothing outside the message. What is in a record is dns_record.ts's.
//
//   +----+-------+---------+---------+---------+---------+
//   | ID | flags | QDCOUNT | ANCOUNT | NSCOUNT | ARCOUNT |        2 bytes each; QDCOUNT is 1 (RFC 9619)
//   +----+-------+---------+---------+---------+---------+
//   | NAME | TYPE 2 | CLASS 2 |                                   the question
//   +------+--------+---------+-------+------------+-------+
//   | NAME | TYPE 2 | CLASS 2 | TTL 4 | RDLENGTH 2 | RDATA |      each record of the three sections
//   +------+--------+---------+-------+------------+-------+
//
//   flags: QR 1 | OPCODE 4 | AA 1 | TC 1 | RD 1 | RA 1 | Z 1 | AD 1 | CD 1 | RCODE 4

import { concatBytes } from "../net/bytes.ts";
import { DecodeError } from "./decode_error.ts";
import { decodeDnsName, encodeDnsName } from "./dns_name.ts";

export const DNS_TYPE = { A: 1, CNAME: 5, SOA: 6, AAAA: 28, OPT: 41 } as const;
export const DNS_CLASS_IN = 1;
export const DNS_RCODE = {
  noError: 0,
  formatError: 1,
  serverFailure: 2,
  noSuchName: 3,
  notImplemented: 4,
  refused: 5,
} as const;

export const DNS_HEADER_BYTES = 12;
/** As much as one message needs; 500 records are there to keep us busy. */
const MAX_RECORDS = 128;

const RESPONSE = 0x8000;
const TRUNCATED = 0x0200;
const RECURSION_DESIRED = 0x0100;
const CHECKING_DISABLED = 0x0010;

export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export interface DnsRecord extends DnsQuestion {
  /** Seconds. */
  readonly ttl: number;
  /** Where in the message the TTL stands, and the data. */
  readonly ttlAt: number;
  readonly dataAt: number;
  readonly dataEnd: number;
}

/** A message up to the end of its question. */
export interface DnsHead {
  readonly bytes: Uint8Array;
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  /** What comes after the question is not all, and may be cut anywhere. */
  readonly isTruncated: boolean;
  readonly isRecursionDesired: boolean;
  readonly isCheckingDisabled: boolean;
  readonly rcode: number;
  readonly question: DnsQuestion;
  readonly questionEnd: number;
}

export interface DnsMessage extends DnsHead {
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

export interface QueryHead {
  readonly id: number;
  readonly isCheckingDisabled?: boolean;
  /** Whole records to go with it. */
  readonly additionals?: readonly Uint8Array[];
}

/** A question for a server that recurses. Throws a RangeError when the name is none. */
export function encodeDnsQuery(
  { name, type, class: klass }: DnsQuestion,
  { id, isCheckingDisabled = false, additionals = [] }: QueryHead,
): Uint8Array {
  const flags = RECURSION_DESIRED | (isCheckingDisabled ? CHECKING_DISABLED : 0);
  const head = words(id, flags, 1, 0, 0, additionals.length);
  return concatBytes(head, encodeDnsName(name), words(type, klass), ...additionals);
}

/** Throws a DecodeError. */
export function decodeDnsHead(bytes: Uint8Array): DnsHead {
  const flags = wordAt(bytes, 2);
  if (wordAt(bytes, 4) !== 1) throw wrong("it has not one question");
  const name = decodeDnsName(bytes, DNS_HEADER_BYTES);
  return {
    bytes,
    id: wordAt(bytes, 0),
    isResponse: (flags & RESPONSE) !== 0,
    opcode: flags >>> 11 & 0xf,
    isTruncated: (flags & TRUNCATED) !== 0,
    isRecursionDesired: (flags & RECURSION_DESIRED) !== 0,
    isCheckingDisabled: (flags & CHECKING_DISABLED) !== 0,
    rcode: flags & 0xf,
    question: {
      name: name.value,
      type: wordAt(bytes, name.end),
      class: wordAt(bytes, name.end + 2),
    },
    questionEnd: name.end + 4,
  };
}

/** Throws a DecodeError. A truncated message has no records: nobody knows which ones are missing. */
export function decodeDnsMessage(bytes: Uint8Array): DnsMessage {
  const head = decodeDnsHead(bytes);
  const counts = head.isTruncated ? [0, 0, 0] : [6, 8, 10].map((at) => wordAt(bytes, at));
  if (counts.reduce((sum, count) => sum + count) > MAX_RECORDS) {
    throw new DecodeError("too_long", "Cannot read DNS message: it has too many records");
  }
  let at = head.questionEnd;
  const [answers, authorities, additionals] = counts.map((count) =>
    Array.from({ length: count }, () => {
      const record = decodeRecord(bytes, at);
      at = record.dataEnd;
      return record;
    })
  );
  return {
    ...head,
    answers: answers!,
    authorities: authorities!,
    additionals: additionals!,
  };
}

function decodeRecord(bytes: Uint8Array, offset: number): DnsRecord {
  const { value: name, end } = decodeDnsName(bytes, offset);
  const ttl = wordAt(bytes, end + 4) * 0x10000 + wordAt(bytes, end + 6);
  const dataAt = end + 10;
  const dataEnd = dataAt + wordAt(bytes, end + 8);
  if (dataEnd > bytes.length) throw wrong("it ends inside a record");
  return {
    name,
    type: wordAt(bytes, end),
    class: wordAt(bytes, end + 2),
    // RFC 2181 section 8: what is negative as a signed number is no time.
    ttl: ttl < 0x80000000 ? ttl : 0,
    ttlAt: end + 4,
    dataAt,
    dataEnd,
  };
}

function wordAt(bytes: Uint8Array, at: number): number {
  if (at + 2 > bytes.length) throw wrong("it ends too early");
  return bytes[at]! << 8 | bytes[at + 1]!;
}

function words(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >>> 8, value & 0xff]));
}

function wrong(what: string): DecodeError {
  return new DecodeError("bad_length", `Cannot read DNS message: ${what}`);
}
