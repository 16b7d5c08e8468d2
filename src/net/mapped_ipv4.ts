// IPv4 as an IPv6 socket shows it: `::ffff:192.0.2.1` (RFC 4291 section 2.5.5.2), or `::ffff:c000:201` where the last
// bits are not known to be IPv4. One listener on `::` serves both families, and everybody behind it is to see one spelling
// of one address.

const PREFIX = "::ffff:";

/** `192.0.2.1` for either; every other host as it is. */
export function unmapIpv4(host: string): string {
  if (!host.startsWith(PREFIX)) return host;
  const tail = host.slice(PREFIX.length);
  if (!tail.includes(":")) return tail.includes(".") ? tail : host;
  const [, high, low] = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(tail) ?? [];
  return high === undefined ? host : `${twoParts(high)}.${twoParts(low!)}`;
}

function twoParts(group: string): string {
  const bits = parseInt(group, 16);
  return `${bits >>> 8}.${bits & 0xff}`;
}
