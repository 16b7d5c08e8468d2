// EDNS (RFC 6891): what a party can do beyond RFC 1035, as a record among the additional ones.
//
//   +--------+----------+------------+----------+-----------+------+------+--------------+
//   | NAME 0 | TYPE 41  | UDP size 2 | RCODE' 1 | VERSION 1 | DO 1 | 0 15 | RDLENGTH 2 0 |
//   +--------+----------+------------+----------+-----------+------+------+--------------+
//               in the place of CLASS          in the place of TTL, DO and what follows in bits

import { DNS_TYPE, type DnsMessage } from "./dns_message.ts";

const DNSSEC_OK = 0x8000;
/** RFC 6891 section 6.2.3: less means this. */
const MIN_UDP_BYTES = 512;

export interface Edns {
  /** The longest datagram that the sender takes. */
  readonly udpBytes: number;
  /** Signatures are wanted (RFC 3225). */
  readonly isDnssecOk: boolean;
}

export function encodeEdns({ udpBytes, isDnssecOk }: Edns): Uint8Array {
  const flags = isDnssecOk ? DNSSEC_OK : 0;
  return Uint8Array.of(
    ...[0, 0, DNS_TYPE.OPT],
    ...[udpBytes >>> 8, udpBytes & 0xff],
    ...[0, 0, flags >>> 8, flags & 0xff],
    ...[0, 0],
  );
}

/** `undefined` when the sender knows no EDNS. */
export function ednsIn({ additionals }: DnsMessage): Edns | undefined {
  const record = additionals.find(({ type }) => type === DNS_TYPE.OPT);
  if (record === undefined) return undefined;
  return {
    udpBytes: Math.max(record.class, MIN_UDP_BYTES),
    isDnssecOk: (record.ttl & DNSSEC_OK) !== 0,
  };
}
