// SOCKS4 and its extension 4a (names instead of addresses): the messages of both sides. After the memos of Ying-Da Lee,
// there is no RFC. No I/O.

import type { Decoded } from "../net/byte_reader.ts";
import type { HostPort } from "../net/address.ts";
import { concatBytes } from "../net/bytes.ts";
import { formatIp, parseIp } from "../net/ip_address.ts";
import { decodeHostName } from "./address_header.ts";
import { DecodeError } from "./decode_error.ts";
import { checkVersion } from "./socks5.ts";

export const SOCKS4_VERSION = 4;
const REPLY_VERSION = 0;

export const SOCKS4_COMMAND = { connect: 1, bind: 2 } as const;

export const SOCKS4_REPLY = {
  granted: 90,
  /** Or failed: the protocol has one code for both. */
  refused: 91,
} as const;

const HEAD_BYTES = 8;
const MAX_TEXT_BYTES = 255;

// Request, from the client. DSTIP 0.0.0.x with x > 0 tells that NAME follows (4a).
//
//   +-----+-----+---------+-------+-------------+------------+
//   | VER | CMD | DSTPORT | DSTIP | USERID, NUL | NAME, NUL  |
//   |  1  |  1  |    2    |   4   |   1..256    |  2..256    |
//   +-----+-----+---------+-------+-------------+------------+

export interface Socks4Request {
  /** One of {@link SOCKS4_COMMAND}, or anything else. */
  readonly command: number;
  readonly target: HostPort;
  /** Whatever the client says of itself: it proves nothing. */
  readonly userId: string;
}

/** Everything but an IPv4 literal goes as a name. Throws a RangeError when name or user id do not fit. */
export function encodeSocks4Request({ command, target, userId }: Socks4Request): Uint8Array {
  const { host, port } = target;
  const head = Uint8Array.of(SOCKS4_VERSION, command, port >>> 8, port & 0xff);
  const ip = parseIp(host);
  if (ip?.length === 4 && !announcesName(ip)) return concatBytes(head, ip, textAndNul(userId));
  return concatBytes(head, Uint8Array.of(0, 0, 0, 1), textAndNul(userId), textAndNul(host));
}

export function decodeSocks4Request(bytes: Uint8Array): Decoded<Socks4Request> | undefined {
  checkVersion(bytes, SOCKS4_VERSION, "SOCKS4 request");
  const userId = textUntilNul(bytes, HEAD_BYTES);
  if (userId === undefined) return undefined;
  const host = decodeHost(bytes, userId.end);
  if (host === undefined) return undefined;
  return {
    value: {
      command: bytes[1]!,
      target: { host: host.value, port: portOf(bytes) },
      userId: new TextDecoder().decode(userId.value),
    },
    end: host.end,
  };
}

// Reply, from the server. For CONNECT the port and address say nothing; for BIND they are where it listens, then who came.
//
//   +-----+-----+---------+-------+
//   | VER | CD  | DSTPORT | DSTIP |    VER is 0
//   |  1  |  1  |    2    |   4   |
//   +-----+-----+---------+-------+

export interface Socks4Reply {
  /** One of {@link SOCKS4_REPLY}, or anything else. */
  readonly code: number;
  readonly bound: HostPort;
}

/** What `bound` has in a reply to CONNECT. */
const NOWHERE: HostPort = { host: "0.0.0.0", port: 0 };

/** An address that is not IPv4 has no room in it, and goes as 0.0.0.0. */
export function encodeSocks4Reply(code: number, { host, port } = NOWHERE): Uint8Array {
  const ip = parseIp(host);
  const address = ip?.length === 4 ? ip : [0, 0, 0, 0];
  return Uint8Array.of(REPLY_VERSION, code, port >>> 8, port & 0xff, ...address);
}

export function decodeSocks4Reply(bytes: Uint8Array): Decoded<Socks4Reply> | undefined {
  checkVersion(bytes, REPLY_VERSION, "SOCKS4 reply");
  if (bytes.length < HEAD_BYTES) return undefined;
  const bound = { host: formatIp(bytes.subarray(4, HEAD_BYTES)), port: portOf(bytes) };
  return { value: { code: bytes[1]!, bound }, end: HEAD_BYTES };
}

/** The host of a request whose user id ends at `nameAt`. */
function decodeHost(bytes: Uint8Array, nameAt: number): Decoded<string> | undefined {
  const ip = bytes.subarray(4, HEAD_BYTES);
  if (!announcesName(ip)) return { value: formatIp(ip), end: nameAt };
  const name = textUntilNul(bytes, nameAt);
  return name && { value: decodeHostName(name.value), end: name.end };
}

/** In requests and replies alike. */
function portOf(bytes: Uint8Array): number {
  return bytes[2]! << 8 | bytes[3]!;
}

function announcesName(ip: Uint8Array): boolean {
  return ip[0] === 0 && ip[1] === 0 && ip[2] === 0 && ip[3] !== 0;
}

function textAndNul(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MAX_TEXT_BYTES || bytes.includes(0)) {
    throw new RangeError("Cannot encode SOCKS4 request: a text is over 255 bytes or has a NUL");
  }
  return concatBytes(bytes, Uint8Array.of(0));
}

/** The bytes from `at` up to a NUL, which `end` is behind. The format has no limit of its own. */
function textUntilNul(bytes: Uint8Array, at: number): Decoded<Uint8Array> | undefined {
  const nulAt = bytes.indexOf(0, at);
  const textEnd = nulAt === -1 ? bytes.length : nulAt;
  if (textEnd - at > MAX_TEXT_BYTES) {
    throw new DecodeError("too_long", "Cannot read SOCKS4 request: a text is over 255 bytes");
  }
  return nulAt === -1 ? undefined : { value: bytes.subarray(at, nulAt), end: nulAt + 1 };
}
