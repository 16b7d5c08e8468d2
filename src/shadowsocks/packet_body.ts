// What a packet says once it is open, the end of every packet of either edition:
//
//   +------+----------+------+-----------+
//   | ATYP | ADDR     | PORT | payload   |    the target of a client's packet, the source of an answer
//   |   1  | variable |   2  | 0..65,500 |    (codec/address_header.ts)
//   +------+----------+------+-----------+

import { decodeAddress, encodeAddress } from "../codec/address_header.ts";
import { DecodeError } from "../codec/decode_error.ts";
import type { HostPort } from "../net/address.ts";
import type { OpenedPacket } from "./packets.ts";

/** ATYP, the length of a name, PORT. */
export const MIN_BODY_BYTES = 4;

/** Address headers, of which it remembers the last: most packets go where the one before went. */
export class LastHeader {
  #address: HostPort | undefined;
  #header: Uint8Array = new Uint8Array(0);

  /** Throws a RangeError when the host is a name that does not fit. */
  of(address: HostPort): Uint8Array {
    const last = this.#address;
    if (last?.host !== address.host || last.port !== address.port) {
      this.#header = encodeAddress(address);
      this.#address = address;
    }
    return this.#header;
  }
}

/** Knowing the key does not make a peer honest: what is no address, or has port 0, goes no further. */
export function readPacketBody(body: Uint8Array): OpenedPacket | "malformed" {
  const address = readAddress(body);
  if (address === undefined || address.value.port === 0) return "malformed";
  return { address: address.value, payload: body.subarray(address.end) };
}

function readAddress(body: Uint8Array): ReturnType<typeof decodeAddress> {
  try {
    return decodeAddress(body, 0);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
