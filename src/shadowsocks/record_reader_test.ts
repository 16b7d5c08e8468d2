import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import {
  countedSalt,
  nameOf,
  NODE,
  recordParts,
  SUITES,
} from "../../tests/support/cipher_suites.ts";
import { LateEngine } from "../../tests/support/late_engine.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import { OPENINGS } from "../../tests/support/openings_2017.ts";
import { readRecords } from "../../tests/support/read_records.ts";
import { sealRawStream, sealStream } from "../../tests/support/reference_stream.ts";
import { cutAt, cutEvery, ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { StrictBufferPool } from "../../tests/support/strict_buffer_pool.ts";
import { StrictEngine } from "../../tests/support/strict_engine.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { CipherSuite } from "../crypto/cipher_suite.ts";
import { masterKeyOf } from "../crypto/derive_key_2017.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import { concatBytes } from "../net/bytes.ts";
import { StreamError } from "../net/stream_error.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { Incoming2017 } from "./opening_2017.ts";
import { SEALED_LENGTH_BYTES } from "./record.ts";
import { RecordReader } from "./record_reader.ts";

/** What the tests below seal: one record of each. */
const PAYLOADS = [testBytes(5), testBytes(1), testBytes(9)];
const PLAINTEXT = concatBytes(...PAYLOADS);

for (const suite of SUITES) {
  const { method } = suite;
  const parts = recordParts(suite);
  const streamKey = { method: method.name, masterKey: parts.masterKey, salt: saltOf(suite) };
  const stream = sealStream(streamKey, PAYLOADS);
  const borders = bordersOf(suite, PAYLOADS);

  for (const [i, vector] of OPENINGS.entries()) {
    if (vector.method !== method.name) continue;
    Deno.test(`RecordReader.read() opens known opening ${i} with ${nameOf(suite)}`, async () => {
      const masterKey = masterKeyOf(vector.password, method.keyBytes);
      const sealed = Uint8Array.fromHex(vector.salt + vector.sealed);
      for (const step of [1, 17, sealed.length]) {
        const reading = await readRecords(cutEvery(sealed, step), { ...parts, masterKey });
        assertEquals(reading.fault, null);
        assertEquals(concatBytes(...reading.chunks).toHex(), vector.records.join(""));
      }
    });
  }

  Deno.test(`RecordReader.read() tells a cut stream from a whole one with ${nameOf(suite)}`, async () => {
    for (let length = 0; length <= stream.length; length++) {
      const { chunks, fault } = await readRecords([stream.subarray(0, length)].filter(some), parts);
      const isWhole = length === 0 || borders.slice(1).includes(length);
      assertEquals(fault, isWhole ? null : "truncated", `${length} of ${stream.length} bytes`);
      const records = borders.slice(1).filter((border) => border <= length).length;
      assertEquals(concatBytes(...chunks), concatBytes(...PAYLOADS.slice(0, records)));
    }
  });

  Deno.test(`RecordReader.read() notices each flipped bit with ${nameOf(suite)}`, async () => {
    for (const bit of bitsToFlip(borders)) {
      const forged = stream.slice();
      forged[bit >>> 3]! ^= 1 << (bit & 7);
      const { chunks, fault } = await readRecords(cutAt(forged, borders), parts);
      const isOpening = bit >>> 3 < method.saltBytes + SEALED_LENGTH_BYTES;
      assertEquals(fault, isOpening ? "unauthenticated" : "corrupt", `bit ${bit}`);
      const intact = borders.slice(1).filter((border) => border * 8 <= bit).length;
      assertEquals(concatBytes(...chunks), concatBytes(...PAYLOADS.slice(0, intact)));
    }
  });

  Deno.test(`RecordReader.read() hands out nothing of a chunk with a bad record with ${nameOf(suite)}`, async () => {
    for (let at = 1; at < borders.length; at++) {
      const forged = stream.slice();
      forged[borders[at]! - 1]! ^= 1;
      assertEquals(await readRecords([forged], parts), { chunks: [], fault: "corrupt" });
    }
  });

  Deno.test(`RecordReader.read() opens nothing under another key with ${nameOf(suite)}`, async () => {
    const masterKey = masterKeyOf("foobaz", method.keyBytes);
    const { chunks, fault } = await readRecords([stream], { ...parts, masterKey });
    assertEquals([chunks, fault], [[], "unauthenticated"]);
  });

  Deno.test(`RecordReader.read() throws "malformed" for a length over 0x3fff with ${nameOf(suite)}`, async () => {
    for (const length of [0x4000, 0x8000, 0xffff]) {
      const tooLong = { length, payload: testBytes(length) };
      const first = sealRawStream(streamKey, [tooLong]);
      assertEquals(await readRecords([first], parts), { chunks: [], fault: "malformed" });
      const second = sealRawStream(streamKey, [{ length: 5, payload: PAYLOADS[0]! }, tooLong]);
      const reading = await readRecords(cutAt(second, [borders[1]!]), parts);
      assertEquals(reading, { chunks: [PAYLOADS[0]!], fault: "malformed" });
    }
  });

  Deno.test(`RecordReader.read() skips empty records with ${nameOf(suite)}`, async () => {
    const nothing = new Uint8Array(0);
    const payloads = [nothing, nothing, PAYLOADS[0]!, nothing, PAYLOADS[1]!, nothing];
    const sealed = sealStream(streamKey, payloads);
    for (const chunks of [[sealed], cutAt(sealed, bordersOf(suite, payloads))]) {
      const reading = await readRecords(chunks, parts);
      assertEquals(reading.fault, null);
      assertEquals(concatBytes(...reading.chunks), concatBytes(...payloads));
    }
    const reading = await readRecords([sealStream(streamKey, [nothing])], parts);
    assertEquals(reading, { chunks: [], fault: null });
  });

  Deno.test(`RecordReader.read() admits one of 64 copies at once with ${nameOf(suite)}`, async () => {
    const filter = new SaltFilter();
    const watched = { ...parts, admitSalt: (salt: Uint8Array) => filter.admit(salt) };
    const readings = await Promise.all(
      Array.from({ length: 64 }, (_, i) => readRecords(cutEvery(stream, i + 1), watched)),
    );
    const faults = readings.map(({ fault }) => fault);
    assertEquals(faults.filter((fault) => fault === null).length, 1);
    assertEquals(faults.filter((fault) => fault === "replayed").length, 63);
    for (const { chunks, fault } of readings) {
      assertEquals(concatBytes(...chunks), fault === null ? PLAINTEXT : new Uint8Array(0));
    }
  });

  Deno.test(`RecordReader.read() asks about a salt once, when it has proved right, with ${nameOf(suite)}`, async () => {
    const asked: string[] = [];
    const admitSalt = (salt: Uint8Array) => asked.push(salt.toHex()) > 0;
    const proof = method.saltBytes + SEALED_LENGTH_BYTES;
    await readRecords([stream.subarray(0, proof - 1)], { ...parts, admitSalt });
    const forged = stream.slice();
    forged[proof - 1]! ^= 1;
    await readRecords([forged], { ...parts, admitSalt });
    assertEquals(asked, []);
    await readRecords(cutEvery(stream, 1), { ...parts, admitSalt });
    assertEquals(asked, [streamKey.salt.toHex()]);
  });

  Deno.test(`RecordReader.read() gives every buffer back with ${nameOf(suite)}`, async () => {
    for (const step of [1, 7, 40, stream.length]) {
      const buffers = new StrictBufferPool();
      const reading = await readRecords(cutEvery(stream, step), { ...parts, buffers });
      assertEquals([reading.fault, buffers.lent], [null, 0], `in steps of ${step}`);
      assert(buffers.taken > 0);
    }
  });
}

Deno.test("RecordReader.read() gives the same plaintext however the stream is cut", async () => {
  const lengths = fc.oneof(fc.nat(40), fc.constantFrom(0x3ffe, 0x3fff, 2048, 2049));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...SUITES),
      fc.array(lengths, { maxLength: 6 }),
      fc.array(fc.oneof(fc.nat(300), fc.nat(50_000))),
      async (suite, lengths, cuts) => {
        const buffers = new StrictBufferPool();
        const parts = recordParts(suite, { buffers });
        const payloads = lengths.map(testBytes);
        const salt = saltOf(suite);
        const key = { method: suite.method.name, masterKey: parts.masterKey, salt };
        const sealed = lengths.length === 0 ? new Uint8Array(0) : sealStream(key, payloads);
        const { chunks, fault } = await readRecords(cutAt(sealed, cuts), parts);
        assertEquals([fault, buffers.lent], [null, 0]);
        assert(concatBytes(...chunks).toHex() === concatBytes(...payloads).toHex());
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("RecordReader.read() never takes noise for a stream", async () => {
  const noise = fc.uint8Array({ maxLength: 200, size: "max" });
  await fc.assert(fc.asyncProperty(fc.constantFrom(...SUITES), noise, async (suite, noise) => {
    const { chunks, fault } = await readRecords([noise].filter(some), recordParts(suite));
    const proof = suite.method.saltBytes + SEALED_LENGTH_BYTES;
    const expected = noise.length >= proof ? "unauthenticated" : "truncated";
    assertEquals([chunks, fault], [[], noise.length === 0 ? null : expected]);
  }));
});

Deno.test("RecordReader.read() brings all records of a chunk as one", async () => {
  for (const suite of SUITES) {
    const parts = recordParts(suite);
    const key = { method: suite.method.name, masterKey: parts.masterKey, salt: saltOf(suite) };
    assertEquals((await readRecords([sealStream(key, PAYLOADS)], parts)).chunks, [PLAINTEXT]);
  }
});

Deno.test("RecordReader.read() hands on why the stream below broke", async () => {
  const broken = new StreamError("reset", "Cannot read: the connection broke");
  const lower = new ScriptedConn([]);
  lower.read = () => Promise.reject(broken);
  const parts = recordParts(SUITES[0]!);
  const opening = new Incoming2017(parts);
  const reader = new RecordReader(lower, { opening, buffers: parts.buffers });
  assertEquals(await assertRejects(() => reader.read(), StreamError), broken);
});

Deno.test("RecordReader.read() frees its key when the stream is over, however it ends", async () => {
  for (const cipher of ["aes-128-gcm", "xchacha20-ietf-poly1305"] as const) {
    const engine = new StrictEngine(NODE);
    const suite = new CipherSuite(cipher, engine);
    const parts = recordParts(suite);
    const key = { method: cipher, masterKey: parts.masterKey, salt: saltOf(suite) };
    const stream = sealStream(key, PAYLOADS);
    const forged = stream.with(-1, stream.at(-1)! ^ 1);
    for (const sealed of [stream, stream.subarray(0, -1), forged]) {
      await readRecords([sealed], parts);
      assertEquals([engine.keys, engine.mistakes], [0, []]);
    }
  }
});

Deno.test("RecordReader.read() does not free its key while payloads are in flight", async () => {
  const late = new LateEngine({ fromBytes: SEALED_LENGTH_BYTES + 1 });
  const engine = new StrictEngine(late);
  const suite = new CipherSuite("aes-128-gcm", engine);
  const parts = recordParts(suite);
  const key = { method: suite.method.name, masterKey: parts.masterKey, salt: saltOf(suite) };
  const stream = sealStream(key, PAYLOADS);
  // The length behind the first payload, which is still being opened when this one is found wrong.
  const [, second] = bordersOf(suite, PAYLOADS);
  const reading = readRecords([stream.with(second!, stream[second!]! ^ 1)], parts);
  await late.untilHeld();
  await settle();
  late.letGo();
  assertEquals(await reading, { chunks: [], fault: "corrupt" });
  assertEquals([engine.keys, engine.mistakes], [0, []]);
});

function saltOf(suite: CipherSuite): Uint8Array {
  return countedSalt(suite.method.saltBytes);
}

function some(chunk: Uint8Array): boolean {
  return chunk.length > 0;
}

/** Where the salt ends, and behind it each record. */
function bordersOf({ method }: CipherSuite, payloads: readonly Uint8Array[]): number[] {
  let end = method.saltBytes;
  const ends = payloads.map(({ length }) => end += SEALED_LENGTH_BYTES + length + TAG_BYTES);
  return [method.saltBytes, ...ends];
}

/** Every bit of the salt and the first record, then one of each byte. */
function* bitsToFlip([, opening, ...later]: readonly number[]): Generator<number> {
  for (let bit = 0; bit < opening! * 8; bit++) yield bit;
  for (let byte = opening!; byte < later.at(-1)!; byte++) yield byte * 8 + byte % 8;
}
