// What a client of the 2022 edition sends, but for its keys, which may be anybody's.

import { encodeAddress } from "../../src/codec/address_header.ts";
import type { HostPort } from "../../src/net/address.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { u16, u64, variableHeader } from "../support/reference_stream_2022.ts";
import { newSession, type Packet, type Speaker2022 } from "./speaker_2022.ts";
import { thisSecond } from "./times_2022.ts";

/** Whatever it is. */
export const PAYLOAD: Uint8Array = new Uint8Array(20);

export interface OpeningParts {
  readonly target: HostPort;
  readonly payloads?: readonly Uint8Array[];
  readonly unixSeconds?: number | bigint;
}

/** Padding only where there is no payload. */
export function openingOf(
  speaker: Speaker2022,
  { target, payloads: [payload, ...payloads] = [PAYLOAD], unixSeconds = thisSecond() }:
    OpeningParts,
): Uint8Array {
  const variable = variableHeader({
    address: encodeAddress(target),
    padding: payload === undefined ? 1 : 0,
    payload: payload ?? new Uint8Array(0),
  });
  return speaker.stream({ unixSeconds, variable, payloads });
}

export interface PacketParts extends Partial<Omit<Packet, "body">> {
  readonly target: HostPort;
  readonly payload?: Uint8Array;
  readonly unixSeconds?: number | bigint;
}

/** The first of a session of its own, unless told otherwise. */
export function packetOf(
  speaker: Speaker2022,
  { target, payload = PAYLOAD, unixSeconds = thisSecond(), session = newSession(), id = 0n }:
    PacketParts,
): Uint8Array {
  const rest = concatBytes(encodeAddress(target), payload);
  return speaker.packet({ session, id, body: bodyOf(unixSeconds, { rest }) });
}

/** What a packet has behind its ids. `rest`: an address, and the payload. */
export function bodyOf(
  unixSeconds: number | bigint,
  { type = 0, rest }: { readonly type?: number; readonly rest: Uint8Array },
): Uint8Array {
  return concatBytes(Uint8Array.of(type), u64(unixSeconds), u16(0), rest);
}
