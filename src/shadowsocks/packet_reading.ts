// From an opened packet of the 2022 edition to what it says, or to why it goes no further.

import type { DecodedHead } from "../codec/packet_head_2022.ts";
import { DecodeError } from "../codec/decode_error.ts";
import { readPacketBody } from "./packet_body.ts";
import type { OpenedPacket, PacketFault } from "./packets.ts";
import { isNear } from "./timestamp_check.ts";

export interface ReadPacket<Head extends DecodedHead> {
  readonly head: Head;
  readonly body: OpenedPacket;
}

/** `plain`: ids and all that follows. Everything is checked but whether it was here before. */
export function readPacket<Head extends DecodedHead>(
  plain: Uint8Array,
  decode: (plain: Uint8Array) => Head,
  now: number,
): ReadPacket<Head> | PacketFault {
  const head = decodeOrNothing(decode, plain);
  if (head === undefined) return "malformed";
  if (!isNear(head.unixSeconds, now)) return "clock_skew";
  const body = readPacketBody(plain.subarray(head.end));
  return typeof body === "string" ? body : { head, body };
}

function decodeOrNothing<T>(decode: (plain: Uint8Array) => T, plain: Uint8Array): T | undefined {
  try {
    return decode(plain);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
