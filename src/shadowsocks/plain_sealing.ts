// Packets of the method `none`: the body as it is, for tests and for links that are protected otherwise.

import { MIN_BODY_BYTES } from "./packet_body.ts";
import type { PacketScratch } from "./packet_scratch.ts";
import type { PacketSealing } from "./packet_sealing.ts";
import type { PacketFault } from "./packets.ts";

export const PLAIN_SEALING: PacketSealing = {
  seal(header: Uint8Array, payload: Uint8Array, out: PacketScratch): Uint8Array {
    const datagram = out.take(header.length + payload.length);
    datagram.set(header);
    datagram.set(payload, header.length);
    return datagram;
  },
  open(datagram: Uint8Array): Uint8Array | PacketFault {
    return datagram.length < MIN_BODY_BYTES ? "malformed" : datagram;
  },
};
