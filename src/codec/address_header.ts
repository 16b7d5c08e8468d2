// The address of a target on the wire: RFC 1928 section 5, taken over unchanged by Shadowsocks.
//
//   +------+----------------------------------+------+
//   | ATYP | ADDR                             | PORT |    ATYP 1  4 bytes of IPv4
//   |   1  | 4, 16, or 1 + (1..255)           |   2  |         3  a length, then that many bytes of name
//   +------+----------------------------------+------+         4  16 bytes of IPv6          (PORT is big-endian)

import type { HostPort } from "../net/address.ts";
import type { Decoded } from "../net/byte_reader.ts";
import { concatBytes } from "../net/bytes.ts";
import { formatIp, parseIp } from "../net/ip_address.ts";
import { DecodeError } from "./decode_error.ts";

const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

const IPV4_BYTES = 4;
const IPV6_BYTES = 16;
const PORT_BYTES = 2;
const MAX_NAME_BYTES = 255;

/** With a byte order mark kept as a character, so that no two spellings give one name. */
const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Throws a RangeError when the host is a name that does not fit: empty, or over 255 bytes of UTF-8. */
export function encodeAddress({ host, port }: HostPort): Uint8Array {
  const ip = parseIp(host);
  const address = ip ?? encodeName(host);
  const portAt = 1 + address.length;
  const out = new Uint8Array(portAt + PORT_BYTES);
  out[0] = typeOf(ip);
  out.set(address, 1);
  out[portAt] = port >>> 8;
  out[portAt + 1] = port & 0xff;
  return out;
}

/** The address that begins at `offset`; `undefined` while bytes are missing. Port 0 is left to the caller. */
export function decodeAddress(bytes: Uint8Array, offset: number): Decoded<HostPort> | undefined {
  const hostAt = offset + 1;
  const type = bytes[offset];
  if (type === undefined) return undefined;
  const addressAt = type === NAME ? hostAt + 1 : hostAt;
  const length = addressLength(type, bytes[hostAt]);
  if (length === undefined) return undefined;
  const portAt = addressAt + length;
  const end = portAt + PORT_BYTES;
  if (bytes.length < end) return undefined;
  const address = bytes.subarray(addressAt, portAt);
  const host = type === NAME ? decodeHostName(address) : formatIp(address);
  return { value: { host, port: bytes[portAt]! << 8 | bytes[portAt + 1]! }, end };
}

/** A host name as its bytes came from a stranger: 1..255 bytes of strict UTF-8 without white space and controls. */
export function decodeHostName(bytes: Uint8Array): string {
  if (bytes.length === 0 || bytes.length > MAX_NAME_BYTES) {
    throw new DecodeError("bad_length", `Cannot read host name: its length is ${bytes.length}`);
  }
  const name = decodeText(bytes);
  if (/[\s\p{Cc}]/u.test(name)) {
    throw new DecodeError("bad_text", "Cannot read host name: it has white space or a control");
  }
  return name;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch (cause) {
    throw new DecodeError("bad_text", "Cannot read host name: it is not UTF-8", { cause });
  }
}

/** How many bytes the address takes; `undefined` when that is a name's length still to come. */
function addressLength(type: number, next: number | undefined): number | undefined {
  switch (type) {
    case IPV4:
      return IPV4_BYTES;
    case IPV6:
      return IPV6_BYTES;
    case NAME:
      if (next === 0) {
        throw new DecodeError("bad_length", "Cannot read address: the name is empty");
      }
      return next;
    default:
      throw new DecodeError("bad_address_type", `Cannot read address: its type is ${type}`);
  }
}

/** ATYP of an address, or of a name. */
function typeOf(ip: Uint8Array | undefined): number {
  if (ip === undefined) return NAME;
  return ip.length === IPV4_BYTES ? IPV4 : IPV6;
}

/** Its length, and the name. */
function encodeName(host: string): Uint8Array {
  const name = new TextEncoder().encode(host);
  if (name.length === 0 || name.length > MAX_NAME_BYTES) {
    throw new RangeError(`Cannot encode host name: its length is ${name.length}`);
  }
  return concatBytes(Uint8Array.of(name.length), name);
}
