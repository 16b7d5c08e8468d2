import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Decode } from "../net/byte_reader.ts";
import type { DialFailure } from "../net/dial_failure.ts";
import { DecodeError, type DecodeReason } from "./decode_error.ts";
import {
  decodeAuthStatus,
  decodeGreeting,
  decodeMethodChoice,
  decodeSocks5Reply,
  decodeSocks5Request,
  decodeUserPassword,
  encodeAuthStatus,
  encodeGreeting,
  encodeMethodChoice,
  encodeSocks5Reply,
  encodeSocks5Request,
  encodeUserPassword,
  failureForReply,
  replyCodeFor,
} from "./socks5.ts";

interface Message {
  readonly name: string;
  readonly decode: Decode<unknown>;
  readonly version: number;
  readonly hex: string;
  readonly value: unknown;
  readonly encode: () => Uint8Array;
}

const TARGET = { host: "example.com", port: 443 };
const BOUND = { host: "2001:db8::1", port: 1080 };
const USER = { name: "üser", password: "p:w" };

const MESSAGES: readonly Message[] = [
  {
    name: "Greeting",
    decode: decodeGreeting,
    version: 5,
    hex: "05020002",
    value: [0, 2],
    encode: () => encodeGreeting([0, 2]),
  },
  {
    name: "MethodChoice",
    decode: decodeMethodChoice,
    version: 5,
    hex: "05ff",
    value: 0xff,
    encode: () => encodeMethodChoice(0xff),
  },
  {
    name: "UserPassword",
    decode: decodeUserPassword,
    version: 1,
    hex: "0105c3bc736572" + "03703a77",
    value: USER,
    encode: () => encodeUserPassword(USER),
  },
  {
    name: "AuthStatus",
    decode: decodeAuthStatus,
    version: 1,
    hex: "0101",
    value: 1,
    encode: () => encodeAuthStatus(1),
  },
  {
    name: "Socks5Request",
    decode: decodeSocks5Request,
    version: 5,
    hex: "050100" + "030b6578616d706c652e636f6d01bb",
    value: { command: 1, target: TARGET },
    encode: () => encodeSocks5Request({ command: 1, target: TARGET }),
  },
  {
    name: "Socks5Reply",
    decode: decodeSocks5Reply,
    version: 5,
    hex: "050500" + "0420010db8000000000000000000000001" + "0438",
    value: { code: 5, bound: BOUND },
    encode: () => encodeSocks5Reply({ code: 5, bound: BOUND }),
  },
];

for (const { name, decode, version, hex, value, encode } of MESSAGES) {
  const bytes = Uint8Array.fromHex(hex);

  Deno.test(`encode${name}() gives the bytes of the RFC`, () => {
    assertEquals(encode().toHex(), hex);
  });

  Deno.test(`decode${name}() reads the message and leaves what follows`, () => {
    assertEquals(decode(bytes), { value, end: bytes.length });
    assertEquals(decode(Uint8Array.of(...bytes, 7, 7)), { value, end: bytes.length });
  });

  Deno.test(`decode${name}() asks for more when any part is missing`, () => {
    for (let length = 0; length < bytes.length; length++) {
      assertEquals(decode(bytes.subarray(0, length)), undefined);
    }
  });

  Deno.test(`decode${name}() refuses every other version at the first byte`, () => {
    for (let other = 0; other < 256; other++) {
      if (other !== version) assertRefused(decode, Uint8Array.of(other), "bad_version");
    }
  });

  Deno.test(`decode${name}() decodes, asks for more or throws its own error on any bytes`, () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600, size: "max" }), (rest) => {
      const all = Uint8Array.of(version, ...rest);
      try {
        const decoded = decode(all);
        if (decoded !== undefined) assert(decoded.end <= all.length);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
    }));
  });
}

Deno.test("decodeGreeting() takes 0 and 255 methods", () => {
  assertEquals(decodeGreeting(Uint8Array.of(5, 0, 1)), { value: [], end: 2 });
  const all = Array.from({ length: 255 }, (_, method) => method);
  assertEquals(decodeGreeting(encodeGreeting(all)), { value: all, end: 257 });
});

Deno.test("decodeUserPassword() takes fields of 0 and 255 bytes", () => {
  for (const user of [{ name: "", password: "" }, { name: "n".repeat(255), password: "" }]) {
    assertEquals(decodeUserPassword(encodeUserPassword(user))?.value, user);
  }
});

Deno.test("decodeUserPassword() turns what is not UTF-8 into U+FFFD, and keeps a BOM", () => {
  const bytes = Uint8Array.fromHex("0101ff" + "04efbbbf61");
  assertEquals(decodeUserPassword(bytes)?.value, { name: "\ufffd", password: "\ufeffa" });
});

Deno.test("encodeUserPassword() refuses a field over 255 bytes without telling it", () => {
  const long = "secret".repeat(50);
  for (const user of [{ name: "n", password: long }, { name: long, password: "p" }]) {
    const error = assertThrows(() => encodeUserPassword(user), RangeError);
    assert(!error.message.includes("secret"));
  }
});

Deno.test("decodeSocks5Request() passes on unknown commands and ignores RSV", () => {
  const bytes = Uint8Array.fromHex("05f0ff" + "01c0000201" + "0000");
  const value = { command: 0xf0, target: { host: "192.0.2.1", port: 0 } };
  assertEquals(decodeSocks5Request(bytes), { value, end: bytes.length });
});

Deno.test("decodeSocks5Request() tells a bad address by its reason", () => {
  assertRefused(decodeSocks5Request, Uint8Array.of(5, 1, 0, 2), "bad_address_type");
  assertRefused(decodeSocks5Request, Uint8Array.of(5, 1, 0, 3, 0), "bad_length");
  assertRefused(decodeSocks5Request, Uint8Array.of(5, 1, 0, 3, 1, 0xff, 0, 80), "bad_text");
});

Deno.test("replyCodeFor() gives each failure its code", () => {
  const codes: Record<DialFailure, number> = {
    refused: 5,
    network_unreachable: 3,
    host_unreachable: 4,
    timed_out: 4,
    name_not_found: 4,
    unsupported: 7,
    denied: 2,
    cancelled: 1,
    other: 1,
  };
  for (const [failure, code] of Object.entries(codes)) {
    assertEquals<number>(replyCodeFor(failure as DialFailure), code);
  }
});

function assertRefused(decode: Decode<unknown>, bytes: Uint8Array, reason: DecodeReason): void {
  assertEquals(assertThrows(() => decode(bytes), DecodeError).reason, reason);
}

Deno.test("failureForReply() knows the answers that are about the target, and no others", () => {
  const known = Array.from({ length: 256 }, (_, code) => failureForReply(code));
  assertEquals(known.slice(0, 7), [
    undefined,
    "other",
    "denied",
    "network_unreachable",
    "host_unreachable",
    "refused",
    "timed_out",
  ]);
  assertEquals(known.slice(7).every((failure) => failure === undefined), true);
});
