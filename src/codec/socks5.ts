// SOCKS5 (RFC 1928) with user name and password (RFC 1929): the messages of both sides. No I/O; addresses are the work
// of address_header.ts.

import type { Decoded } from "../net/byte_reader.ts";
import type { HostPort } from "../net/address.ts";
import type { DialFailure } from "../net/dial_failure.ts";
import { concatBytes } from "../net/bytes.ts";
import { decodeAddress, encodeAddress } from "./address_header.ts";
import { DecodeError } from "./decode_error.ts";

export const SOCKS5_VERSION = 5;
const AUTH_VERSION = 1;

export const AUTH_METHOD = {
  none: 0x00,
  userPassword: 0x02,
  noneAcceptable: 0xff,
} as const;

export const SOCKS5_COMMAND = {
  connect: 1,
  bind: 2,
  udpAssociate: 3,
} as const;

export const SOCKS5_REPLY = {
  succeeded: 0,
  generalFailure: 1,
  notAllowed: 2,
  networkUnreachable: 3,
  hostUnreachable: 4,
  refused: 5,
  /** Told by servers whose connect() has timed out, too. */
  ttlExpired: 6,
  commandNotSupported: 7,
  addressTypeNotSupported: 8,
} as const;

export type Socks5ReplyCode = typeof SOCKS5_REPLY[keyof typeof SOCKS5_REPLY];

/** How a failed dial is told to a SOCKS5 client. */
export function replyCodeFor(failure: DialFailure): Socks5ReplyCode {
  switch (failure) {
    case "refused":
      return SOCKS5_REPLY.refused;
    case "network_unreachable":
      return SOCKS5_REPLY.networkUnreachable;
    case "host_unreachable":
    case "timed_out":
    case "name_not_found":
      return SOCKS5_REPLY.hostUnreachable;
    case "denied":
      return SOCKS5_REPLY.notAllowed;
    case "unsupported":
      return SOCKS5_REPLY.commandNotSupported;
    case "cancelled":
    case "other":
      return SOCKS5_REPLY.generalFailure;
  }
}

/** What an upstream's refusal says of the target; `undefined` where it says nothing of it. */
export function failureForReply(code: number): DialFailure | undefined {
  switch (code) {
    case SOCKS5_REPLY.generalFailure:
      return "other";
    case SOCKS5_REPLY.notAllowed:
      return "denied";
    case SOCKS5_REPLY.networkUnreachable:
      return "network_unreachable";
    case SOCKS5_REPLY.hostUnreachable:
      return "host_unreachable";
    case SOCKS5_REPLY.refused:
      return "refused";
    case SOCKS5_REPLY.ttlExpired:
      return "timed_out";
    default:
      return undefined;
  }
}

// Greeting, from the client: the authentication methods it can do.
//
//   +-----+----------+----------+
//   | VER | NMETHODS | METHODS  |
//   |  1  |    1     | NMETHODS |
//   +-----+----------+----------+

export function encodeGreeting(methods: readonly number[]): Uint8Array {
  return Uint8Array.of(SOCKS5_VERSION, methods.length, ...methods);
}

/** No methods at all is a greeting too: none of them is acceptable. */
export function decodeGreeting(bytes: Uint8Array): Decoded<readonly number[]> | undefined {
  checkVersion(bytes, SOCKS5_VERSION, "SOCKS5 greeting");
  const count = bytes[1];
  if (count === undefined || bytes.length < 2 + count) return undefined;
  return { value: [...bytes.subarray(2, 2 + count)], end: 2 + count };
}

// Choice, from the server: one of those methods, or 0xFF for none.
//
//   +-----+--------+
//   | VER | METHOD |
//   |  1  |   1    |
//   +-----+--------+

export function encodeMethodChoice(method: number): Uint8Array {
  return Uint8Array.of(SOCKS5_VERSION, method);
}

export function decodeMethodChoice(bytes: Uint8Array): Decoded<number> | undefined {
  checkVersion(bytes, SOCKS5_VERSION, "SOCKS5 method choice");
  const method = bytes[1];
  return method === undefined ? undefined : { value: method, end: 2 };
}

// User name and password, from the client (RFC 1929 section 2).
//
//   +-----+------+----------+------+----------+
//   | VER | ULEN |  UNAME   | PLEN |  PASSWD  |
//   |  1  |  1   |   ULEN   |  1   |   PLEN   |
//   +-----+------+----------+------+----------+

export interface UserPassword {
  readonly name: string;
  readonly password: string;
}

/** Throws a RangeError when one of the two is over 255 bytes of UTF-8. */
export function encodeUserPassword({ name, password }: UserPassword): Uint8Array {
  return concatBytes(Uint8Array.of(AUTH_VERSION), lengthAndText(name), lengthAndText(password));
}

/** Empty fields pass, though the RFC asks for a byte at least: clients send them for an empty password. */
export function decodeUserPassword(bytes: Uint8Array): Decoded<UserPassword> | undefined {
  checkVersion(bytes, AUTH_VERSION, "SOCKS5 user name and password");
  const name = textAt(bytes, 1);
  if (name === undefined) return undefined;
  const password = textAt(bytes, name.end);
  if (password === undefined) return undefined;
  return { value: { name: name.value, password: password.value }, end: password.end };
}

// The answer to it: status 0 lets the client in.
//
//   +-----+--------+
//   | VER | STATUS |
//   |  1  |   1    |
//   +-----+--------+

export const AUTH_STATUS = { accepted: 0, refused: 1 } as const;

export function encodeAuthStatus(status: number): Uint8Array {
  return Uint8Array.of(AUTH_VERSION, status);
}

export function decodeAuthStatus(bytes: Uint8Array): Decoded<number> | undefined {
  checkVersion(bytes, AUTH_VERSION, "SOCKS5 authentication status");
  const status = bytes[1];
  return status === undefined ? undefined : { value: status, end: 2 };
}

// Request, from the client, and reply, from the server. RSV is zero, and not looked at.
//
//   +-----+-----+-----+--------------------------+
//   | VER | CMD | RSV | ATYP, DST.ADDR, DST.PORT |
//   | VER | REP | RSV | ATYP, BND.ADDR, BND.PORT |
//   |  1  |  1  |  1  |          5..259          |
//   +-----+-----+-----+--------------------------+

export interface Socks5Request {
  /** One of {@link SOCKS5_COMMAND}, or anything else. */
  readonly command: number;
  readonly target: HostPort;
}

export interface Socks5Reply {
  /** One of {@link SOCKS5_REPLY}, or anything else. */
  readonly code: number;
  readonly bound: HostPort;
}

export function encodeSocks5Request({ command, target }: Socks5Request): Uint8Array {
  return concatBytes(Uint8Array.of(SOCKS5_VERSION, command, 0), encodeAddress(target));
}

export function decodeSocks5Request(bytes: Uint8Array): Decoded<Socks5Request> | undefined {
  checkVersion(bytes, SOCKS5_VERSION, "SOCKS5 request");
  const target = decodeAddress(bytes, 3);
  return target && { value: { command: bytes[1]!, target: target.value }, end: target.end };
}

export function encodeSocks5Reply({ code, bound }: Socks5Reply): Uint8Array {
  return concatBytes(Uint8Array.of(SOCKS5_VERSION, code, 0), encodeAddress(bound));
}

export function decodeSocks5Reply(bytes: Uint8Array): Decoded<Socks5Reply> | undefined {
  checkVersion(bytes, SOCKS5_VERSION, "SOCKS5 reply");
  const bound = decodeAddress(bytes, 3);
  return bound && { value: { code: bytes[1]!, bound: bound.value }, end: bound.end };
}

/** A wrong first byte is told at once: nothing else of a stranger's message is worth waiting for. */
export function checkVersion(bytes: Uint8Array, version: number, message: string): void {
  if (bytes.length === 0 || bytes[0] === version) return;
  throw new DecodeError("bad_version", `Cannot read ${message}: its version is ${bytes[0]}`);
}

function lengthAndText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > 255) {
    throw new RangeError("Cannot encode user name and password: one is over 255 bytes");
  }
  return concatBytes(Uint8Array.of(bytes.length), bytes);
}

/** What is not UTF-8 becomes U+FFFD: it then matches no user, and needs no refusal of its own. */
function textAt(bytes: Uint8Array, at: number): Decoded<string> | undefined {
  const length = bytes[at];
  if (length === undefined || bytes.length < at + 1 + length) return undefined;
  const end = at + 1 + length;
  const value = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(at + 1, end));
  return { value, end };
}
