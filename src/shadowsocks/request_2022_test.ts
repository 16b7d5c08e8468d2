import { assert, assertEquals, assertThrows } from "@std/assert";
import { NODE } from "../../tests/support/cipher_suites.ts";
import {
  identityHeaders,
  lengthAfterHeader,
  openStream2022,
  requestPieces,
  sealStream2022,
  u16,
  u64,
  variableHeader,
} from "../../tests/support/reference_stream_2022.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { readAll } from "../../tests/support/memory_pipe.ts";
import { cutAt, cutEvery, ScriptedConn } from "../../tests/support/scripted_conn.ts";
import {
  clientParts,
  keyOf,
  nameOf2022,
  NOW,
  randomBytes,
  serverParts,
  SUITES_2022,
  suitesOf2022,
} from "../../tests/support/suites_2022.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { encodeAddress } from "../codec/address_header.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import { concatBytes } from "../net/bytes.ts";
import { StreamError } from "../net/stream_error.ts";
import { SaltPool, SaltRotation } from "../replay/salt_pool.ts";
import { ClientConn2022, ServerConn2022, type ServerParts2022 } from "./conn_2022.ts";
import { IdentityChain } from "./identity_chain.ts";
import { drawPadding } from "./request_2022.ts";
import { ClockSkewError } from "./timestamp_check.ts";
import { UserKeys } from "./user_keys.ts";

const ADDRESS = encodeAddress({ host: "example.com", port: 443 });
const NOTHING = new Uint8Array(0);
const HI = new TextEncoder().encode("hi");
const VARIABLE = variableHeader({ address: ADDRESS, padding: 0, payload: HI });
const FIXED_AND_TAG = 11 + 16;

const [AES, AES256, CHACHA] = suitesOf2022(NODE);

for (const suite of SUITES_2022) {
  const { saltBytes } = suite.method;
  const stream = requestOf(suite, requestPieces({ unixSeconds: NOW, variable: VARIABLE }, HI));

  Deno.test(`ClientConn2022 writes what SIP022 draws with ${nameOf2022(suite)}`, async () => {
    const pieces = await piecesWritten(suite, concatBytes(ADDRESS, HI), testBytes(0x8000));
    assertEquals(pieces.slice(0, 2), requestPieces({ unixSeconds: NOW, variable: VARIABLE }));
    assertEquals(pieces.filter((_, i) => i % 2 === 1).map(({ length }) => length), [
      VARIABLE.length,
      0x3fff,
      0x3fff,
      2,
    ]);
  });

  Deno.test(`ServerConn2022 takes padding out with ${nameOf2022(suite)}`, async () => {
    for (const [padding, payload] of [[1, NOTHING], [900, NOTHING], [0, HI], [900, HI]] as const) {
      const variable = variableHeader({ address: ADDRESS, padding, payload });
      const sealed = requestOf(suite, requestPieces({ unixSeconds: NOW, variable }, testBytes(9)));
      const { plain, fault } = await read(suite, [sealed]);
      assertEquals([plain, fault], [concatBytes(ADDRESS, payload, testBytes(9)), null]);
    }
  });

  Deno.test(`ServerConn2022 reads the longest records with ${nameOf2022(suite)}`, async () => {
    const payload = testBytes(0xffff - ADDRESS.length - 2);
    const variable = variableHeader({ address: ADDRESS, padding: 0, payload });
    const pieces = requestPieces({ unixSeconds: NOW, variable }, testBytes(0xffff));
    const { plain } = await read(suite, cutEvery(requestOf(suite, pieces), 65536));
    assert(plain!.toHex() === concatBytes(ADDRESS, payload, testBytes(0xffff)).toHex());
  });

  Deno.test(`ServerConn2022 tells a cut request from a whole one with ${nameOf2022(suite)}`, async () => {
    const ends = [0, stream.length - 18 - HI.length - 16, stream.length];
    for (let length = 0; length <= stream.length; length++) {
      const { fault } = await read(suite, [stream.subarray(0, length)].filter(some));
      assertEquals(fault, ends.includes(length) ? null : "truncated", `${length} bytes`);
    }
  });

  Deno.test(`ServerConn2022 notices each flipped bit of a request with ${nameOf2022(suite)}`, async () => {
    const opening = (saltBytes + FIXED_AND_TAG) * 8;
    for (let bit = 0; bit < stream.length * 8; bit += bit < opening ? 1 : 7) {
      const forged = stream.slice();
      forged[bit >>> 3]! ^= 1 << (bit & 7);
      const { fault } = await read(suite, [forged]);
      assertEquals(fault, bit < opening ? "unauthenticated" : "corrupt", `bit ${bit}`);
    }
  });

  Deno.test(`ServerConn2022 wants salt and fixed header with the first read with ${nameOf2022(suite)}`, async () => {
    const needed = saltBytes + FIXED_AND_TAG;
    for (let length = 1; length < stream.length; length++) {
      const { fault } = await read(suite, cutAt(stream, [length]), { isOneRead: true });
      assertEquals(fault, length < needed ? "unauthenticated" : null, `${length} bytes`);
    }
    const { fault } = await read(suite, cutEvery(stream, 1), { isOneRead: false });
    assertEquals(fault, null);
  });

  Deno.test(`ServerConn2022 takes a time of 30 s before or after, and no other, with ${nameOf2022(suite)}`, async () => {
    for (const ahead of [-31, -30, -1, 0, 1, 30, 31, 2 ** 40]) {
      const pieces = requestPieces({ unixSeconds: NOW + ahead, variable: VARIABLE });
      let asked = 0;
      const admitSalt = () => ++asked > 0;
      const { fault, error } = await read(suite, [requestOf(suite, pieces)], { admitSalt });
      const isNear = Math.abs(ahead) <= 30;
      assertEquals([fault, asked], [isNear ? null : "clock_skew", isNear ? 1 : 0]);
      if (!isNear) assertEquals((error as ClockSkewError).aheadSeconds, ahead);
    }
  });
}

Deno.test("ServerConn2022 admits one of 64 copies at once", async () => {
  const pool = new SaltPool();
  const stream = requestOf(AES!, requestPieces({ unixSeconds: NOW, variable: VARIABLE }));
  const readings = await Promise.all(Array.from({ length: 64 }, (_, i) => {
    return read(AES!, cutEvery(stream, i + 1), { admitSalt: (salt) => pool.admit(salt) });
  }));
  const faults = readings.map(({ fault }) => fault);
  assertEquals(faults.filter((fault) => fault === null).length, 1);
  assertEquals(faults.filter((fault) => fault === "replayed").length, 63);
});

Deno.test("ServerConn2022 refuses a replay by its salt for as long as its time is taken, then by its time", async () => {
  for (const ahead of [-30, 0, 30]) {
    const clock = new ManualClock();
    const pool = new SaltPool();
    const rotation = new SaltRotation(pool, clock);
    const parts = {
      unixSeconds: () => NOW + Math.floor(clock.now() / 1000),
      admitSalt: (salt: Uint8Array) => pool.admit(salt),
    };
    const pieces = requestPieces({ unixSeconds: NOW + ahead, variable: VARIABLE });
    const stream = requestOf(AES!, pieces);
    assertEquals((await read(AES!, [stream], parts)).fault, null);
    for (const after of [300, 30_999, 31_000, 60_999, 61_000, 62_000, 124_000, 3_600_000]) {
      await clock.advance(after - clock.now());
      const isTaken = Math.floor(after / 1000) <= ahead + 30;
      const { fault } = await read(AES!, [stream], parts);
      assertEquals(fault, isTaken ? "replayed" : "clock_skew", `${after} ms after ${ahead} s`);
    }
    rotation.cancel();
  }
});

Deno.test("ServerConn2022 asks about no salt that has not proved right", async () => {
  const stream = requestOf(AES!, requestPieces({ unixSeconds: NOW, variable: VARIABLE }));
  const noise = Array.from({ length: 100 }, (_, i) => testBytes(i + 43));
  for (const bytes of [...noise, stream.subarray(0, 42), stream.with(42, stream[42]! ^ 1)]) {
    await read(AES!, [bytes], { admitSalt: () => assert(false) as never });
  }
});

/** Sealed rightly, and yet not what a client sends. */
const MALFORMED: Readonly<Record<string, readonly Uint8Array[]>> = {
  "a response's type": requestPieces({ unixSeconds: NOW, variable: VARIABLE, type: 1 }),
  "an unknown type": requestPieces({ unixSeconds: NOW, variable: VARIABLE, type: 255 }),
  "neither padding nor payload": withVariable(
    variableHeader({ address: ADDRESS, padding: 0, payload: NOTHING }),
  ),
  "an empty variable header": withVariable(NOTHING),
  "an address type of 7": withVariable(concatBytes(Uint8Array.of(7), VARIABLE.subarray(1))),
  "an address that runs past its end": withVariable(ADDRESS.subarray(0, -1)),
  "no padding length": withVariable(ADDRESS),
  "half a padding length": withVariable(concatBytes(ADDRESS, Uint8Array.of(0))),
  "padding that runs past its end": withVariable(concatBytes(ADDRESS, u16(5), testBytes(4))),
  "a record of no bytes": requestPieces({ unixSeconds: NOW, variable: VARIABLE }, NOTHING),
  "a record of no bytes behind another": requestPieces(
    { unixSeconds: NOW, variable: VARIABLE },
    HI,
    NOTHING,
  ),
  "an empty name": withVariable(Uint8Array.of(3, 0, 0, 80, 0, 1, 9)),
};

for (const [what, pieces] of Object.entries(MALFORMED)) {
  for (const suite of [AES!, AES256!, CHACHA!]) {
    Deno.test(`ServerConn2022 refuses ${what} as malformed with ${suite.method.name}`, async () => {
      assertEquals((await read(suite, [requestOf(suite, pieces)])).fault, "malformed");
    });
  }
}

Deno.test("ServerConn2022 opens nothing under another key, and no stream of a server", async () => {
  for (const suite of [AES!, AES256!, CHACHA!]) {
    const keys = new UserKeys({ suite, key: keyOf(suite, 1), users: [] });
    const stream = requestOf(suite, requestPieces({ unixSeconds: NOW, variable: VARIABLE }));
    assertEquals((await read(suite, [stream], { keys })).fault, "unauthenticated");
    const fixed = concatBytes(
      Uint8Array.of(1),
      u64(NOW),
      testBytes(suite.method.saltBytes),
      u16(2),
    );
    const answer = sealStream2022(streamKey(suite), [fixed, HI]);
    assertEquals((await read(suite, [answer])).fault, "unauthenticated");
  }
});

Deno.test("ServerConn2022 with users takes nobody else, and no one without identity header", async () => {
  for (const suite of [AES!, AES256!]) {
    const server = keyOf(suite);
    const [alice, mallory] = [keyOf(suite, 8), keyOf(suite, 9)];
    const keys = new UserKeys({ suite, key: server, users: [{ user: "alice", key: alice }] });
    const salt = testBytes(suite.method.saltBytes);
    const pieces = requestPieces({ unixSeconds: NOW, variable: VARIABLE });
    const sealed = (key: Uint8Array, chain: readonly Uint8Array[]) =>
      sealStream2022(
        { method: suite.method.name, key, salt },
        pieces,
        identityHeaders(chain, salt),
      );
    const faultOf = async (stream: Uint8Array) => (await read(suite, [stream], { keys })).fault;
    assertEquals(await faultOf(sealed(alice, [server, alice])), null);
    for (
      const stream of [
        sealed(mallory, [server, mallory]),
        sealed(mallory, [server, alice]),
        sealed(alice, [mallory, alice]),
        sealed(server, [server, server]),
        sealed(alice, []),
        sealed(server, []),
      ]
    ) assertEquals(await faultOf(stream), "unauthenticated");
  }
});

Deno.test("ClientConn2022 writes an identity header for each identity key, under the user's key", async () => {
  for (const suite of [AES!, AES256!]) {
    for (const count of [1, 2, 3]) {
      const keys = Array.from({ length: count + 1 }, (_, i) => keyOf(suite, i));
      const salt = testBytes(suite.method.saltBytes);
      const lower = new ScriptedConn([]);
      const client = new ClientConn2022(
        lower,
        clientParts(suite, {
          chain: new IdentityChain(suite, {
            identityKeys: keys.slice(0, -1),
            userKey: keys.at(-1)!,
          }),
          random: () => salt,
        }),
      );
      await client.write(concatBytes(ADDRESS, HI));
      const expected = sealStream2022(
        { method: suite.method.name, key: keys.at(-1)!, salt },
        requestPieces({ unixSeconds: NOW, variable: VARIABLE }),
        identityHeaders(keys, salt),
      );
      assertEquals(lower.writes, [expected]);
    }
  }
});

Deno.test("ClientConn2022 pads a request without payload, and no other", async () => {
  const lengths = new Set<number>();
  for (let i = 0; i < 50; i++) {
    const [, variable] = await piecesWritten(AES!, ADDRESS);
    const padding = variable!.length - ADDRESS.length - 2;
    assertEquals(
      variable!.subarray(ADDRESS.length),
      concatBytes(u16(padding), new Uint8Array(padding)),
    );
    assert(padding >= 1 && padding <= 900);
    lengths.add(padding);
  }
  assert(lengths.size > 10);
  const [, variable] = await piecesWritten(AES!, concatBytes(ADDRESS, HI));
  assertEquals(variable, VARIABLE);
});

Deno.test("drawPadding() draws 1 and 900, and nothing beyond", () => {
  const drawn = (number: number) => drawPadding(() => Uint8Array.of(0, 0, number >>> 8, number));
  assertEquals([0, 899, 900, 1799].map(drawn), [1, 900, 1, 900]);
});

Deno.test("drawPadding() draws every length about as often", () => {
  const counts = new Array<number>(901).fill(0);
  const draws = 90_000;
  for (let i = 0; i < draws; i++) counts[drawPadding(randomBytes)]!++;
  const expected = draws / 900;
  const chi = counts.slice(1).reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // 899 degrees of freedom: beyond this less than once in a million runs.
  assert(counts[0] === 0 && chi < 1110, `chi squared is ${chi}`);
});

Deno.test("IdentityChain and UserKeys throw when the method has no blocks", () => {
  const [key, other] = [keyOf(CHACHA!), keyOf(CHACHA!, 1)];
  assertThrows(() => {
    new IdentityChain(CHACHA!, { identityKeys: [key], userKey: other });
  }, RangeError);
  assertThrows(() => {
    new UserKeys({ suite: CHACHA!, key, users: [{ user: "alice", key: other }] });
  }, RangeError);
});

function streamKey(suite: CipherSuite2022) {
  const salt = testBytes(suite.method.saltBytes);
  return { method: suite.method.name, key: keyOf(suite), salt };
}

function requestOf(suite: CipherSuite2022, pieces: readonly Uint8Array[]): Uint8Array {
  return sealStream2022(streamKey(suite), pieces);
}

function withVariable(variable: Uint8Array): Uint8Array[] {
  return requestPieces({ unixSeconds: NOW, variable });
}

function some(chunk: Uint8Array): boolean {
  return chunk.length > 0;
}

async function read(
  suite: CipherSuite2022,
  chunks: Iterable<Uint8Array>,
  changes: Partial<ServerParts2022> = {},
) {
  const server = new ServerConn2022(new ScriptedConn(chunks), serverParts(suite, changes));
  try {
    return { plain: await readAll(server), fault: null, error: undefined };
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    return { plain: undefined, fault: error.fault, error };
  }
}

/** What a client's writes are behind the salt, opened. */
async function piecesWritten(
  suite: CipherSuite2022,
  ...writes: readonly Uint8Array[]
): Promise<readonly Uint8Array[]> {
  const lower = new ScriptedConn([]);
  const client = new ClientConn2022(lower, clientParts(suite));
  for (const bytes of writes) await client.write(bytes);
  assertEquals(lower.writes.length, writes.length);
  const stream = concatBytes(...lower.writes);
  const { saltBytes, name } = suite.method;
  const key = { method: name, key: keyOf(suite), salt: stream.slice(0, saltBytes) };
  return openStream2022(key, stream.slice(saltBytes), lengthAfterHeader(11));
}
