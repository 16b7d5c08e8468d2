// SOCKS5 datagrams (RFC 1928 section 7): what a client exchanges with a UDP relay. No I/O; addresses are the work of
// address_header.ts.
//
//   +-----+------+----------------------+------------+
//   | RSV | FRAG | ATYP, ADDR, PORT     |  PAYLOAD   |    to the relay ADDR and PORT are the target's,
//   |  2  |  1   |       5..259         |  the rest  |    from it the source's
//   +-----+------+----------------------+------------+
//
// RSV is zero, and not looked at. FRAG is 0 where the datagram is whole.

import type { HostPort } from "../net/address.ts";
import { decodeAddress, encodeAddress } from "./address_header.ts";
import { DecodeError } from "./decode_error.ts";

const FRAGMENT_AT = 2;
const ADDRESS_AT = 3;

export interface Socks5Datagram {
  /** 0: this is all of it. */
  readonly fragment: number;
  readonly address: HostPort;
  /** Part of the bytes that were decoded. */
  readonly payload: Uint8Array;
}

export function encodeSocks5Datagram(address: HostPort, payload: Uint8Array): Uint8Array {
  const header = encodeAddress(address);
  const payloadAt = ADDRESS_AT + header.length;
  const datagram = new Uint8Array(payloadAt + payload.length);
  datagram.set(header, ADDRESS_AT);
  datagram.set(payload, payloadAt);
  return datagram;
}

/** What a whole datagram brings, or why it goes no further: either end gets them from strangers. */
export function readSocks5Datagram(
  bytes: Uint8Array,
): Omit<Socks5Datagram, "fragment"> | "fragment" | "malformed" {
  try {
    const { fragment, address, payload } = decodeSocks5Datagram(bytes);
    if (fragment !== 0) return "fragment";
    return address.port === 0 ? "malformed" : { address, payload };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return "malformed";
  }
}

/** A datagram comes whole, so what is missing is an error too. Port 0 is left to the caller. */
export function decodeSocks5Datagram(bytes: Uint8Array): Socks5Datagram {
  const address = decodeAddress(bytes, ADDRESS_AT);
  if (address === undefined) {
    throw new DecodeError(
      "bad_length",
      `Cannot read SOCKS5 datagram: it has ${bytes.length} bytes`,
    );
  }
  const fragment = bytes[FRAGMENT_AT]!;
  return { fragment, address: address.value, payload: bytes.subarray(address.end) };
}
