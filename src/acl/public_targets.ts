// Which addresses a server may connect to on behalf of strangers: the public Internet, and what its owner opens. The
// ranges are IANA's special-purpose registries as ipaddr.js knows them.

import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/** All of global unicast that IANA has given out; ipaddr.js calls more than this "unicast". */
const GLOBAL_UNICAST: Range = [ipaddr.parse("2000::"), 3];
/** RFC 6052: IPv4 in the last four bytes, which the network's translator would connect to. */
const NAT64: Range = [ipaddr.parse("64:ff9b::"), 96];

/** `opened`: CIDR blocks outside the public Internet that are allowed as well. Throws on text that is no CIDR block. */
export function publicTargets(opened: readonly string[]): (ip: string) => boolean {
  const ranges: readonly Range[] = opened.map((cidr) => ipaddr.parseCIDR(cidr));
  return (ip) => {
    if (!ipaddr.isValid(ip)) return false;
    const address = embeddedIpv4(ipaddr.parse(ip));
    return isPublic(address) || ranges.some((range) => isWithin(address, range));
  };
}

function isPublic(address: Address): boolean {
  if (address.range() !== "unicast") return false;
  return address.kind() === "ipv4" || isWithin(address, GLOBAL_UNICAST);
}

/** The IPv4 address that an IPv6 address stands for (mapped, NAT64), else the address itself. */
function embeddedIpv4(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  if (isWithin(address, NAT64)) return new ipaddr.IPv4(address.toByteArray().slice(12));
  return address;
}

function isWithin(address: Address, [base, bits]: Range): boolean {
  // That both are of one family is no narrowing to the library's types.
  return address.kind() === base.kind() && address.match(base as never, bits);
}
