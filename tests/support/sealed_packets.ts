// AEAD-2017 packets for a server, made by other means than ours: right ones, and whatever is to be wrong with them.

import { encodeAddress } from "../../src/codec/address_header.ts";
import { masterKeyOf } from "../../src/crypto/derive_key_2017.ts";
import { aeadMethod, type CipherName, TAG_BYTES } from "../../src/crypto/method_table.ts";
import type { HostPort } from "../../src/net/address.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { sealPacket } from "./reference_packet.ts";
import { type Link, newLink } from "./shadowsocks_process.ts";

export interface PacketKey {
  readonly method: CipherName;
  readonly password: string;
}

/** A link whose packets can be made here. */
export type PacketLink = Link & PacketKey;

/** With a password of its own and a free port. */
export function newPacketLink(method: CipherName): PacketLink {
  return { ...newLink(method), method };
}

/** With a fresh salt. */
export function sealedFor(key: PacketKey, target: HostPort, payload: Uint8Array): Uint8Array {
  return sealedBody(key, concatBytes(encodeAddress(target), payload));
}

/** Whatever a body is. */
export function sealedBody({ method, password }: PacketKey, body: Uint8Array): Uint8Array {
  const { keyBytes, saltBytes } = aeadMethod(method);
  const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
  return sealPacket({ method, masterKey: masterKeyOf(password, keyBytes), salt }, body);
}

/** How long the answer is that carries so many bytes from an IPv4 address. */
export function answerBytes({ method }: PacketKey, payloadBytes: number): number {
  return aeadMethod(method).saltBytes + 7 + payloadBytes + TAG_BYTES;
}

/** The packet with one bit the other way round, once for each of its bits. */
export function* bitFlips(packet: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < packet.length * 8; bit++) {
    const flipped = packet.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    yield flipped;
  }
}
