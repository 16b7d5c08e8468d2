// For how long a whole answer may be remembered.

import { DecodeError } from "../codec/decode_error.ts";
import { DNS_RCODE, DNS_TYPE, type DnsMessage } from "../codec/dns_message.ts";
import { negativeTtlIn } from "../codec/dns_record.ts";
import { recordsOf } from "../codec/dns_reply.ts";

const MAX_POSITIVE_MS = 3_600_000;
const MAX_NEGATIVE_MS = 300_000;
/** Longer answers are rare, and a memory full of them is large. */
const MAX_KEPT_BYTES = 4096;

/** 0: not at all. */
export function answerKeepMs(message: DnsMessage): number {
  const { rcode, bytes, answers } = message;
  const isResult = rcode === DNS_RCODE.noError || rcode === DNS_RCODE.noSuchName;
  if (!isResult || message.isTruncated || bytes.length > MAX_KEPT_BYTES) return 0;
  if (rcode === DNS_RCODE.noSuchName || answers.length === 0) {
    return Math.min(negativeTtl(message) * 1000, MAX_NEGATIVE_MS);
  }
  const ttls = recordsOf(message).filter(({ type }) => type !== DNS_TYPE.OPT).map(({ ttl }) => ttl);
  return Math.min(Math.min(...ttls) * 1000, MAX_POSITIVE_MS);
}

/** Seconds; 0 when the zone does not say (RFC 2308 section 5). */
function negativeTtl(message: DnsMessage): number {
  const zone = message.authorities.find(({ type }) => type === DNS_TYPE.SOA);
  if (zone === undefined) return 0;
  try {
    return negativeTtlIn(message, zone);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return 0;
  }
}
