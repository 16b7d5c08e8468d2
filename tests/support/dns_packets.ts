// DNS messages as another implementation writes and reads them.

// @ts-types="npm:@types/dns-packet@5.6.5"
import packets, { type Answer, type DecodedPacket } from "dns-packet";
import { Buffer } from "node:buffer";

export type { Answer };

export const RCODE = { noError: 0, serverFailure: 2, noSuchName: 3, refused: 5 } as const;

const TRUNCATED = 0x0200;

export interface Reply {
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  readonly rcode?: number;
  readonly isTruncated?: boolean;
  /** Not the one that was asked. */
  readonly id?: number;
  /** Not the one that was asked for. */
  readonly name?: string;
}

export interface Asked {
  readonly id: number;
  readonly name: string;
  readonly type: string;
}

export function askedIn(query: Uint8Array): Asked {
  const { id, questions } = decodePacket(query);
  const { name, type } = questions![0]!;
  return { id: id!, name, type };
}

export function replyTo(query: Uint8Array, reply: Reply): Uint8Array {
  const { answers = [], authorities = [], rcode = 0, isTruncated = false } = reply;
  const { id, questions } = decodePacket(query);
  const [question] = questions!;
  return Uint8Array.from(packets.encode({
    type: "response",
    id: reply.id ?? id!,
    flags: packets.RECURSION_DESIRED | packets.RECURSION_AVAILABLE | rcode |
      (isTruncated ? TRUNCATED : 0),
    questions: [{ ...question!, name: reply.name ?? question!.name }],
    answers: [...answers],
    authorities: [...authorities],
  }));
}

export function decodePacket(bytes: Uint8Array): DecodedPacket {
  return packets.decode(Buffer.from(bytes));
}

export function a(name: string, address: string, ttl = 300): Answer {
  return { type: "A", name, data: address, ttl };
}

export function aaaa(name: string, address: string, ttl = 300): Answer {
  return { type: "AAAA", name, data: address, ttl };
}

export function cname(name: string, target: string, ttl = 300): Answer {
  return { type: "CNAME", name, data: target, ttl };
}

export function soa(zone: string, { ttl = 300, minimum = 60 } = {}): Answer {
  return {
    type: "SOA",
    name: zone,
    ttl,
    data: { mname: `ns.${zone}`, rname: `admin.${zone}`, minimum },
  };
}
