// IP literals as bytes (4 or 16) and as text. Parses strictly: "127.1", "0x7f.0.0.1" and zone ids are names, not
// addresses, because what one parser takes for a name and another for an address slips through an ACL.

import ipaddr from "ipaddr.js";

const ZERO = "0".charCodeAt(0);

/** The 4 or 16 bytes of an IP literal; `undefined` when the text is anything else. */
export function parseIp(text: string): Uint8Array | undefined {
  if (text.includes(":")) {
    const groups = text.includes(".") ? withHexTail(text) : text;
    if (groups === undefined || text.includes("%") || !ipaddr.IPv6.isValid(groups)) {
      return undefined;
    }
    return Uint8Array.from(ipaddr.IPv6.parse(groups).toByteArray());
  }
  return parseIpv4(text);
}

/** The canonical text of 4 or 16 bytes (IPv6 after RFC 5952). */
export function formatIp(bytes: Uint8Array): string {
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`;
  return new ipaddr.IPv6([...bytes]).toRFC5952String();
}

export function isIp(text: string): boolean {
  return parseIp(text) !== undefined;
}

/**
 * An IPv6 literal whose last 32 bits are written as IPv4, without that: ipaddr.js takes octal and hexadecimal parts
 * there, and "::192.0.2.1" for a mapped address.
 */
function withHexTail(text: string): string | undefined {
  const tail = text.lastIndexOf(":") + 1;
  const ipv4 = parseIpv4(text.slice(tail));
  if (ipv4 === undefined) return undefined;
  const hex = ipv4.toHex();
  return `${text.slice(0, tail)}${hex.slice(0, 4)}:${hex.slice(4)}`;
}

/** By hand: this is asked for every target and every connection. */
function parseIpv4(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(4);
  let part = 0;
  let digits = 0;
  let value = 0;
  for (let i = 0; i <= text.length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit >= 0 && digit <= 9) {
      // A leading zero means octal to some programs and decimal to others.
      if (digits > 0 && value === 0) return undefined;
      value = value * 10 + digit;
      digits++;
    } else {
      const isPartEnd = i === text.length || text[i] === ".";
      if (!isPartEnd || part > 3 || digits === 0 || value > 255) return undefined;
      bytes[part++] = value;
      digits = value = 0;
    }
  }
  return part === 4 ? bytes : undefined;
}
