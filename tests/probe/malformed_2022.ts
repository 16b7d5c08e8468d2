// What no client of the 2022 edition sends, before it is sealed: streams behind their fixed header, and packets behind
// their ids.

import { encodeAddress } from "../../src/codec/address_header.ts";
import type { HostPort } from "../../src/net/address.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { u16, u64, variableHeader } from "../support/reference_stream_2022.ts";
import { CUT_ADDRESSES, WRONG_ADDRESSES } from "./bad_addresses.ts";
import { newSession, type Request } from "./speaker_2022.ts";
import { bodyOf, PAYLOAD } from "./wellformed_2022.ts";

/** But for the time, which is right. */
export function malformedRequests(
  target: HostPort,
): Readonly<Record<string, Omit<Request, "unixSeconds">>> {
  const address = encodeAddress(target);
  const right = variableHeader({ address, padding: 0, payload: PAYLOAD });
  const variable = (...parts: Uint8Array[]) => ({ variable: concatBytes(...parts) });
  return {
    ...mapped(badAddresses(), (bytes) => ({ variable: bytes })),
    "type 1": { type: 1, variable: right },
    "type 255": { type: 255, variable: right },
    "neither padding nor payload": variable(address, u16(0)),
    "no length of padding": variable(address),
    "half a length of padding": variable(address, Uint8Array.of(0)),
    "more padding than there is": variable(address, u16(10), new Uint8Array(9)),
    "padding that goes on in a record": {
      ...variable(address, u16(20), new Uint8Array(5)),
      payloads: [new Uint8Array(15), PAYLOAD],
    },
    "a header of no bytes": { variable: new Uint8Array(0), payloads: [right] },
    "a record of no bytes": { variable: right, payloads: [new Uint8Array(0)] },
    "a header of 65535 zeros": { variable: new Uint8Array(0xffff) },
    "a header of 65535 bytes that never come": { length: 0xffff, variable: right },
    "a header that is longer than it says": { length: right.length - 1, variable: right },
  };
}

export function malformedBodies(
  target: HostPort,
): Readonly<Record<string, (unixSeconds: number) => Uint8Array>> {
  const end = concatBytes(encodeAddress(target), PAYLOAD);
  return {
    ...mapped(badAddresses(), (rest) => (time) => bodyOf(time, { rest })),
    "no address": (time) => bodyOf(time, { rest: new Uint8Array(0) }),
    "type 255": (time) => bodyOf(time, { type: 255, rest: end }),
    "a server's type": (time) => bodyOf(time, { type: 1, rest: end }),
    "a server's answer": (time) =>
      concatBytes(Uint8Array.of(1), u64(time), newSession(), u16(0), end),
    "more padding than there is": (time) =>
      concatBytes(Uint8Array.of(0), u64(time), u16(end.length + 1), end),
    "a head that is cut": (time) => bodyOf(time, { rest: end }).subarray(0, 10),
    "nothing inside": () => new Uint8Array(0),
  };
}

/** As they stand in a header: what is whole has padding and payload behind it. */
function badAddresses(): Readonly<Record<string, Uint8Array>> {
  const behind = variableHeader({ address: new Uint8Array(0), padding: 0, payload: PAYLOAD });
  return {
    ...mapped(WRONG_ADDRESSES, (address) => concatBytes(Uint8Array.from(address), behind)),
    ...mapped(CUT_ADDRESSES, (address) => Uint8Array.from(address)),
  };
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
