import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import {
  countedSalt,
  NODE,
  recordParts,
  SUITES,
  suitesOf,
} from "../../tests/support/cipher_suites.ts";
import { OPENINGS } from "../../tests/support/openings_2017.ts";
import { sealStream } from "../../tests/support/reference_stream.ts";
import { cutAt, cutEvery } from "../../tests/support/scripted_conn.ts";
import { byteByByte, converse } from "../../tests/support/socks_client.ts";
import { encodeAddress } from "../codec/address_header.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";
import { concatBytes } from "../net/bytes.ts";
import type { DialFailure } from "../net/dial_failure.ts";
import { StreamError, type StreamFault } from "../net/stream_error.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { RecordConn } from "../shadowsocks/record_conn.ts";
import type { RecordParts } from "../shadowsocks/record.ts";
import { ShadowsocksInbound } from "./shadowsocks_inbound.ts";

const SUITE = suitesOf(NODE).find(({ method }) => method.name === "chacha20-ietf-poly1305")!;
const TARGET = { host: "example.com", port: 443 };
const HEADER = encodeAddress(TARGET);
const PAYLOAD = new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n");
const NOTHING = new Uint8Array(0);

const LAYOUTS: Readonly<Record<string, readonly Uint8Array[]>> = {
  "with the first payload": [concatBytes(HEADER, PAYLOAD)],
  "in a record of its own": [HEADER, PAYLOAD],
  "in one record for each byte": [...byteByByte(HEADER), PAYLOAD],
  "over two records, the second with payload": [
    HEADER.subarray(0, 5),
    concatBytes(HEADER.subarray(5), PAYLOAD),
  ],
  "behind empty records": [NOTHING, NOTHING, HEADER, NOTHING, PAYLOAD],
};

for (const [layout, records] of Object.entries(LAYOUTS)) {
  Deno.test(`ShadowsocksInbound.accept() reads a header ${layout}`, async () => {
    for (const suite of SUITES) {
      const sealed = seal(suite, records);
      for (const step of [1, 19, sealed.length]) {
        const { requests, heard, stages, error } = await accept(suite, cutEvery(sealed, step));
        assertEquals(error, undefined);
        assertEquals(requests, [{ target: TARGET, user: undefined, payload: PAYLOAD }]);
        assertEquals([heard, stages], [NOTHING, ["ADDR"]]);
      }
    }
  });
}

for (const [i, opening] of OPENINGS.entries()) {
  Deno.test(`ShadowsocksInbound.accept() serves known opening ${i}, of ${opening.method}`, async () => {
    for (const suite of SUITES.filter(({ method }) => method.name === opening.method)) {
      const sealed = Uint8Array.fromHex(opening.salt + opening.sealed);
      const { requests, error } = await accept(suite, [sealed]);
      assertEquals(error, undefined);
      const target = { host: "127.0.0.1", port: 80 };
      const payload = Uint8Array.fromHex(opening.records.join("").slice(7 * 2));
      assertEquals(requests, [{ target, user: undefined, payload }]);
    }
  });
}

for (
  const target of [
    { host: "192.0.2.1", port: 1 },
    { host: "2001:db8::1", port: 65535 },
    { host: "a".repeat(255), port: 80 },
    { host: "ü.example", port: 80 },
  ]
) {
  Deno.test(`ShadowsocksInbound.accept() serves a client that wants ${target.host.slice(0, 20)}`, async () => {
    const { requests } = await accept(SUITE, [seal(SUITE, [encodeAddress(target)])]);
    assertEquals(requests, [{ target, user: undefined, payload: NOTHING }]);
  });
}

for (
  const [what, header] of [
    ["address type 0", "00" + "c0000201" + "0050"],
    ["address type 2", "02" + "c0000201" + "0050"],
    ["address type 5", "05" + "c0000201" + "0050"],
    ["address type 0x13", "13" + "0161" + "0050"],
    ["address type 0x11", "11" + "c0000201" + "0050"],
    ["address type 0xff", "ff" + "c0000201" + "0050"],
    ["an empty name", "0300" + "0050"],
    ["a NUL in the name", "0303" + "610062" + "0050"],
    ["a line feed in the name", "0303" + "610a62" + "0050"],
    ["a space in the name", "0303" + "612062" + "0050"],
    ["a name that is not UTF-8", "0303" + "61ff62" + "0050"],
    ["a name with an overlong dot", "0304" + "61c0ae62" + "0050"],
    ["255 bytes of noise for a name", "03ff" + "80".repeat(255) + "0050"],
    ["port 0 of an IPv4 address", "01" + "c0000201" + "0000"],
    ["port 0 of a name", "0301" + "61" + "0000"],
  ] as const
) {
  Deno.test(`ShadowsocksInbound.accept() throws "malformed" for ${what}`, async () => {
    const bytes = concatBytes(Uint8Array.fromHex(header), PAYLOAD);
    for (const records of [[bytes], byteByByte(bytes)]) {
      const { requests, heard, error } = await accept(SUITE, [seal(SUITE, records)]);
      assertFault(error, "malformed");
      assertEquals([requests, heard], [[], NOTHING]);
    }
  });
}

Deno.test('ShadowsocksInbound.accept() throws "truncated" when the stream ends in the header', async () => {
  for (let length = 1; length < HEADER.length; length++) {
    const { requests, heard, error } = await accept(SUITE, [
      seal(SUITE, [HEADER.subarray(0, length)]),
    ]);
    assertFault(error, "truncated");
    assertEquals([requests, heard], [[], NOTHING]);
  }
});

Deno.test('ShadowsocksInbound.accept() throws "truncated" when the opening is cut anywhere', async () => {
  const sealed = seal(SUITE, [concatBytes(HEADER, PAYLOAD)]);
  for (let length = 1; length < sealed.length; length++) {
    const { heard, stages, error } = await accept(SUITE, [sealed.subarray(0, length)]);
    assertFault(error, "truncated");
    assertEquals([heard, stages], [NOTHING, []]);
  }
});

Deno.test("ShadowsocksInbound.accept() answers no flipped bit of an opening", async () => {
  const sealed = seal(SUITE, [concatBytes(HEADER, PAYLOAD)]);
  const proof = SUITE.method.saltBytes + 18;
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const at = bit >>> 3;
    const forged = sealed.with(at, sealed[at]! ^ 1 << (bit & 7));
    const { requests, heard, stages, error } = await accept(SUITE, [forged]);
    assertFault(error, at < proof ? "unauthenticated" : "corrupt");
    assertEquals([requests, heard, stages], [[], NOTHING, []]);
  }
});

Deno.test("ShadowsocksInbound.accept() yields nothing for an empty connection", async () => {
  const empty = await accept(SUITE, []);
  assertEquals(empty, { requests: [], heard: NOTHING, stages: [], error: undefined });
  const emptyRecord = await accept(SUITE, [seal(SUITE, [NOTHING])]);
  assertEquals(emptyRecord.requests, []);
});

Deno.test("ShadowsocksInbound.accept() serves a recorded stream once", async () => {
  const filter = new SaltFilter();
  const sealed = seal(SUITE, [HEADER]);
  const changes = { admitSalt: (salt: Uint8Array) => filter.admit(salt) };
  assertEquals((await accept(SUITE, [sealed], { changes })).requests.length, 1);
  const { requests, heard, error } = await accept(SUITE, [sealed], { changes });
  assertFault(error, "replayed");
  assertEquals([requests, heard], [[], NOTHING]);
});

for (const failure of ["refused", "denied", "name_not_found", "other"] as const) {
  Deno.test(`ShadowsocksInbound.accept() says nothing when the target is ${failure}`, async () => {
    const { heard, error } = await accept(SUITE, [seal(SUITE, [HEADER])], { failure });
    assertEquals([heard, error], [NOTHING, undefined]);
  });
}

Deno.test("ShadowsocksInbound.accept() requests, or throws a StreamError, whatever was sealed", async () => {
  const type = fc.constantFrom(0, 1, 2, 3, 4, 5, 0x11, 0x13, 0x14, 0xff);
  const rest = fc.uint8Array({ maxLength: 300, size: "max" });
  await fc.assert(fc.asyncProperty(type, rest, fc.array(fc.nat(300)), async (type, rest, cuts) => {
    const plaintext = Uint8Array.of(type, ...rest);
    const { requests, heard, error } = await accept(SUITE, [seal(SUITE, cutAt(plaintext, cuts))]);
    assertEquals(heard, NOTHING);
    if (error === undefined) {
      assertEquals(requests.length, 1);
      const [{ target, payload }] = requests as [typeof requests[number]];
      assert(target.port > 0 && [1, 3, 4].includes(type));
      assertEquals(payload, plaintext.subarray(plaintext.length - payload.length));
    } else {
      assertInstanceOf(error, StreamError);
      assert(["malformed", "truncated"].includes(error.fault), error.fault);
    }
  }));
});

interface Circumstances {
  readonly changes?: Partial<RecordParts>;
  readonly failure?: DialFailure;
}

function accept(
  suite: CipherSuite,
  sealed: Iterable<Uint8Array>,
  { changes, failure }: Circumstances = {},
) {
  const inbound = new ShadowsocksInbound((conn) =>
    new RecordConn(conn, recordParts(suite, changes))
  );
  return converse(inbound, sealed, failure);
}

function seal(suite: CipherSuite, records: readonly Uint8Array[]): Uint8Array {
  const { masterKey } = recordParts(suite);
  const salt = countedSalt(suite.method.saltBytes);
  return sealStream({ method: suite.method.name, masterKey, salt }, records);
}

function assertFault(error: unknown, fault: StreamFault): void {
  assertInstanceOf(error, StreamError);
  assertEquals(error.fault, fault);
}
