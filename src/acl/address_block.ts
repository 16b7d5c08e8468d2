// A block of addresses, from the first to the last: as rules write it and as ranges are searched. IPv4 that is written
// as IPv6 (`::ffff:192.0.2.0/120`) is IPv4 here.

import { parseIp } from "../net/ip_address.ts";
import type { AddressRange } from "./destination_rules.ts";

export interface AddressBlock {
  /** 4 or 16 bytes. */
  readonly first: Uint8Array;
  /** As many. */
  readonly last: Uint8Array;
}

/** What stands before an IPv4 address within IPv6: `::ffff:0:0/96` (RFC 4291), and `64:ff9b::/96` for NAT64 (RFC 6052). */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const NAT64 = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
const PREFIX_BYTES = 12;
const PREFIX_BITS = 8 * PREFIX_BYTES;

/** `192.0.2.0/24`, `2001:db8::/32`, or one address; `undefined` when the text is neither. Bits beyond the prefix are ignored. */
export function parseBlock(text: string): AddressBlock | undefined {
  const slash = text.indexOf("/");
  const address = parseIp(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = slash < 0 ? 8 * address.length : parseBits(text.slice(slash + 1));
  if (bits === undefined || bits > 8 * address.length) return undefined;
  if (bits >= PREFIX_BITS && beginsWith(address, MAPPED)) {
    return blockOf(address.subarray(PREFIX_BYTES), bits - PREFIX_BITS);
  }
  return blockOf(address, bits);
}

/** `undefined` when it is not two addresses of one family, in their order. */
export function parseRange(range: AddressRange): AddressBlock | undefined {
  const first = addressIn(range.first);
  const last = addressIn(range.last);
  if (first === undefined || last?.length !== first.length) return undefined;
  return isInOrder(first, last) ? { first, last } : undefined;
}

/** The IPv4 address that an IPv6 address stands for; `undefined` where it stands for itself. */
export function embeddedIpv4(address: Uint8Array): Uint8Array | undefined {
  if (address.length === 4) return undefined;
  const isEmbedded = beginsWith(address, MAPPED) || beginsWith(address, NAT64);
  return isEmbedded ? address.subarray(PREFIX_BYTES) : undefined;
}

/** A mapped one as IPv4. */
function addressIn(text: string): Uint8Array | undefined {
  return text.includes("/") ? undefined : parseBlock(text)?.first;
}

function beginsWith(address: Uint8Array, prefix: readonly number[]): boolean {
  return address.length === 16 && prefix.every((byte, i) => byte === address[i]);
}

function parseBits(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

/** `address` becomes the first of the block: a list has tens of thousands, and arrays cost more than what is in them. */
function blockOf(address: Uint8Array, bits: number): AddressBlock {
  const last = address.slice();
  for (let i = bits >>> 3; i < address.length; i++) {
    const open = 0xff >> Math.max(bits - 8 * i, 0);
    address[i]! &= ~open;
    last[i]! |= open;
  }
  return { first: address, last };
}

function isInOrder(first: Uint8Array, last: Uint8Array): boolean {
  const at = first.findIndex((byte, i) => byte !== last[i]);
  return at < 0 || first[at]! < last[at]!;
}
