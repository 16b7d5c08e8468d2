// Names that other programs read as addresses: what inet_aton(3) takes for IPv4 (`127.1`, `0x7f.0.0.1`, `2130706433`),
// an address in brackets or with a zone, `localhost`. To us they are names; whoever passes them on has to know what they
// become there.

import { isIp } from "../net/ip_address.ts";
import { canonicalName } from "./host_name.ts";

const IPV6 = /^\[?([\da-f.]*:[\da-f:.]*)(?:%.*)?\]?$/i;
/** Digits of any base, and not of one name: the last part is a number. */
const NUMBERS = /^[\da-fx.]*\b(?:\d+|0x[\da-f]*)$/;
const LOCAL = /(?:^|\.)localhost$/;

/** The IP literal that somebody would connect to; of a literal itself. `undefined` where nobody would see one. */
export function addressIn(host: string): string | undefined {
  if (isIp(host)) return host;
  const ipv6 = IPV6.exec(host)?.[1];
  const read = ipv6 ?? ipv4In(canonicalName(host));
  return read !== undefined && isIp(read) ? read : undefined;
}

/** Whether the name is this machine's to everybody who looks it up (RFC 6761 section 6.3). */
export function isLocalName(host: string): boolean {
  return LOCAL.test(canonicalName(host));
}

/** A URL's host is read as inet_aton(3) reads it. */
function ipv4In(name: string): string | undefined {
  return NUMBERS.test(name) ? URL.parse(`http://${name}/`)?.hostname : undefined;
}
