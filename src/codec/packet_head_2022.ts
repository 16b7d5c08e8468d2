// What the packets of the 2022 edition say before address and payload, once they are open (SIP022 3.2):
//
//   +---------+-----------+------+------------+----------------+----------------+---------+
//   | SESSION | PACKET ID | TYPE | TIMESTAMP  | CLIENT SESSION | PADDING LENGTH | PADDING |
//   |    8    |     8     |  1   | 8, seconds | 0 or 8         |       2        |         |
//   +---------+-----------+------+------------+----------------+----------------+---------+
//
// TYPE is 0 from a client; 1 from a server, which then names the client's session that it answers. On the wire the first
// 16 bytes may be a header of their own (shadowsocks/separate_header.ts).

import { DecodeError } from "./decode_error.ts";
import { readUnixSeconds, writeUnixSeconds } from "./timestamp_2022.ts";

export const SESSION_BYTES = 8;
/** Session and packet id. */
export const IDS_BYTES = SESSION_BYTES + 8;

const CLIENT_TYPE = 0;
const SERVER_TYPE = 1;
const TIME_AT = IDS_BYTES + 1;
const ANSWERED_AT = TIME_AT + 8;
const PADDING_LENGTH_BYTES = 2;

export interface PacketHead {
  readonly session: Uint8Array;
  readonly packetId: bigint;
  readonly unixSeconds: number;
  /** The client's session, in an answer to it. */
  readonly answered: Uint8Array | undefined;
  readonly padding: number;
}

export interface DecodedHead extends Omit<PacketHead, "padding"> {
  /** Where the address begins. */
  readonly end: number;
}

export function encodedHeadBytes({ answered, padding }: PacketHead): number {
  return ANSWERED_AT + (answered?.length ?? 0) + PADDING_LENGTH_BYTES + padding;
}

/** Writes the head to the beginning of `out` and returns its length. */
export function encodeHead(head: PacketHead, out: Uint8Array): number {
  const { session, packetId, unixSeconds, answered, padding } = head;
  out.set(session);
  viewOf(out).setBigUint64(SESSION_BYTES, packetId);
  out[IDS_BYTES] = answered === undefined ? CLIENT_TYPE : SERVER_TYPE;
  writeUnixSeconds(unixSeconds, out, TIME_AT);
  if (answered !== undefined) out.set(answered, ANSWERED_AT);
  const end = encodedHeadBytes(head);
  const paddingAt = end - padding;
  out[paddingAt - 2] = padding >>> 8;
  out[paddingAt - 1] = padding & 0xff;
  // Who knows the key must not read what was there before.
  out.fill(0, paddingAt, end);
  return end;
}

/** The head of a client's packet. Its session is a view of `bytes`. */
export function decodeClientHead(bytes: Uint8Array): DecodedHead {
  return decodeHead(bytes, { type: CLIENT_TYPE, answeredBytes: 0 });
}

/** The head of a server's packet. Its sessions are views of `bytes`. */
export function decodeServerHead(
  bytes: Uint8Array,
): DecodedHead & { readonly answered: Uint8Array } {
  const head = decodeHead(bytes, { type: SERVER_TYPE, answeredBytes: SESSION_BYTES });
  return { ...head, answered: bytes.subarray(ANSWERED_AT, ANSWERED_AT + SESSION_BYTES) };
}

function decodeHead(
  bytes: Uint8Array,
  { type, answeredBytes }: { readonly type: number; readonly answeredBytes: number },
): DecodedHead {
  const paddingAt = ANSWERED_AT + answeredBytes + PADDING_LENGTH_BYTES;
  if (bytes.length < paddingAt) throw tooShort();
  if (bytes[IDS_BYTES] !== type) {
    throw new DecodeError("bad_field", `Cannot read packet: its type is ${bytes[IDS_BYTES]}`);
  }
  const end = paddingAt + (bytes[paddingAt - 2]! << 8 | bytes[paddingAt - 1]!);
  if (bytes.length < end) throw tooShort();
  return {
    session: bytes.subarray(0, SESSION_BYTES),
    packetId: viewOf(bytes).getBigUint64(SESSION_BYTES),
    unixSeconds: readUnixSeconds(bytes, TIME_AT),
    answered: undefined,
    end,
  };
}

function tooShort(): DecodeError {
  return new DecodeError("bad_length", "Cannot read packet: it ends inside its head");
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
