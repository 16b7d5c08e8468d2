// What the records say that lead to an address: A and AAAA (RFC 1035 section 3.4.1, RFC 3596), CNAME and the SOA of a
// negative answer (RFC 1035 sections 3.3.1 and 3.3.13). All of them throw a DecodeError on data that is not as its type
// has it.

import { formatIp } from "../net/ip_address.ts";
import { DecodeError } from "./decode_error.ts";
import { DNS_TYPE, type DnsMessage, type DnsRecord } from "./dns_message.ts";
import { decodeDnsName } from "./dns_name.ts";

const ADDRESS_BYTES: Readonly<Record<number, number>> = { [DNS_TYPE.A]: 4, [DNS_TYPE.AAAA]: 16 };
/** SERIAL, REFRESH, RETRY, EXPIRE and MINIMUM, after the two names. */
const SOA_NUMBERS_BYTES = 20;

/** The literal in an A or AAAA record. */
export function addressIn({ bytes }: DnsMessage, { type, dataAt, dataEnd }: DnsRecord): string {
  if (dataEnd - dataAt !== ADDRESS_BYTES[type]) throw wrong("an address");
  return formatIp(bytes.subarray(dataAt, dataEnd));
}

/** The name that a CNAME record leads to. */
export function aliasIn({ bytes }: DnsMessage, { dataAt, dataEnd }: DnsRecord): string {
  const { value, end } = decodeDnsName(bytes, dataAt);
  if (end !== dataEnd) throw wrong("an alias");
  return value;
}

/** How many seconds a negative answer with this SOA record holds (RFC 2308 section 5). */
export function negativeTtlIn(message: DnsMessage, { ttl, dataAt, dataEnd }: DnsRecord): number {
  const { bytes } = message;
  const server = decodeDnsName(bytes, dataAt);
  const mailbox = decodeDnsName(bytes, server.end);
  if (mailbox.end + SOA_NUMBERS_BYTES !== dataEnd) throw wrong("the start of a zone");
  const minimum = new DataView(bytes.buffer, bytes.byteOffset + dataEnd - 4, 4).getUint32(0);
  return Math.min(ttl, minimum);
}

function wrong(what: string): DecodeError {
  return new DecodeError("bad_length", `Cannot read DNS record: ${what} of another length`);
}
