// What an answer says about the addresses of a name. It is believed only as far as it speaks of the name that was asked
// for, or of an alias that it leads to from there.

import { DNS_CLASS_IN, DNS_RCODE, DNS_TYPE, type DnsMessage } from "../codec/dns_message.ts";
import { addressIn, aliasIn, negativeTtlIn } from "../codec/dns_record.ts";

export type Reading =
  /** No addresses: there are none, as the zone itself says. */
  | { readonly kind: "found"; readonly addresses: readonly string[]; readonly ttl: number }
  /** The rest has to be asked for under this name. */
  | { readonly kind: "alias"; readonly name: string; readonly ttl: number };

/** The answer cannot be used; another server may have a better one. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
}

/** RFC 1034 wants chains to be short; longer ones are there to keep us busy. */
export const MAX_ALIASES = 8;
/** More than any name needs. */
const MAX_ADDRESSES = 64;

/** Throws an AnswerError, or a DecodeError. The question of `message` is for addresses. */
export function readAddresses(message: DnsMessage): Reading {
  const { rcode } = message;
  if (rcode !== DNS_RCODE.noError && rcode !== DNS_RCODE.noSuchName) {
    throw new AnswerError(`the server failed (RCODE ${rcode})`);
  }
  const { name, ttl: aliasTtl } = followAliases(message);
  const records = recordsOf(message, name, message.question.type);
  if (records.length > MAX_ADDRESSES) throw new AnswerError("it has too many addresses");
  const addresses = records.map((record) => addressIn(message, record));
  const ttl = Math.min(aliasTtl, ...records.map((record) => record.ttl));
  if (addresses.length > 0) return { kind: "found", addresses, ttl };
  return readNone(message, name, aliasTtl);
}

function readNone(message: DnsMessage, name: string, aliasTtl: number): Reading {
  const zone = message.authorities.find(({ type }) => type === DNS_TYPE.SOA);
  const ttl = zone === undefined ? 0 : negativeTtlIn(message, zone);
  if (message.rcode === DNS_RCODE.noSuchName || zone !== undefined) {
    return { kind: "found", addresses: [], ttl: Math.min(ttl, aliasTtl) };
  }
  if (name !== message.question.name) return { kind: "alias", name, ttl: aliasTtl };
  if (message.answers.length > 0) throw new AnswerError("it speaks of another name");
  return { kind: "found", addresses: [], ttl: 0 };
}

/** Where the aliases in this answer lead, from the name that was asked for. */
function followAliases(message: DnsMessage): { readonly name: string; readonly ttl: number } {
  let { name } = message.question;
  let ttl = Infinity;
  for (let hops = 0; hops <= MAX_ALIASES; hops++) {
    const [alias] = recordsOf(message, name, DNS_TYPE.CNAME);
    if (alias === undefined) return { name, ttl };
    name = aliasIn(message, alias);
    ttl = Math.min(ttl, alias.ttl);
  }
  throw new AnswerError("its aliases lead nowhere");
}

function recordsOf({ answers }: DnsMessage, name: string, type: number) {
  return answers.filter((record) =>
    record.name === name && record.type === type && record.class === DNS_CLASS_IN
  );
}
