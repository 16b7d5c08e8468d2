// IPv4 as an IPv6 socket shows it: `::ffff:192.0.2.1` (RFC 4291 section 2.5.5.2). One listener on `::` serves both
// families, and everybody behind it is to see one spelling of one address.

const PREFIX = "::ffff:";

/** `192.0.2.1` for `::ffff:192.0.2.1`; every other host as it is. */
export function unmapIpv4(host: string): string {
  if (!host.startsWith(PREFIX)) return host;
  const tail = host.slice(PREFIX.length);
  return tail.includes(".") && !tail.includes(":") ? tail : host;
}
