import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import {
  nameOf,
  NODE,
  recordParts,
  SUITES,
  suitesOf,
  WEBCRYPTO,
} from "../../tests/support/cipher_suites.ts";
import { OPENINGS } from "../../tests/support/openings_2017.ts";
import { openStream } from "../../tests/support/reference_stream.ts";
import { ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { StrictBufferPool } from "../../tests/support/strict_buffer_pool.ts";
import { StrictEngine } from "../../tests/support/strict_engine.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { CipherSuite } from "../crypto/cipher_suite.ts";
import { masterKeyOf } from "../crypto/derive_key_2017.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import { concatBytes } from "../net/bytes.ts";
import { StreamError } from "../net/stream_error.ts";
import { Outgoing2017 } from "./opening_2017.ts";
import { MAX_PAYLOAD_BYTES, type RecordParts, SEALED_LENGTH_BYTES } from "./record.ts";
import { RecordWriter } from "./record_writer.ts";

for (const suite of SUITES) {
  const { method } = suite;

  for (const [i, vector] of OPENINGS.entries()) {
    if (vector.method !== method.name) continue;
    Deno.test(`RecordWriter.write() writes known opening ${i} with ${nameOf(suite)}`, async () => {
      const masterKey = masterKeyOf(vector.password, method.keyBytes);
      const random = () => Uint8Array.fromHex(vector.salt);
      const { lower, writer } = scene(suite, { masterKey, random });
      for (const record of vector.records) await writer.write(Uint8Array.fromHex(record));
      assertEquals(concatBytes(...lower.writes).toHex(), vector.salt + vector.sealed);
    });
  }

  Deno.test(`RecordWriter.write() makes one write of each with ${nameOf(suite)}`, async () => {
    const { lower, writer, parts, buffers } = scene(suite);
    const lengths = [1, 0x3ffe, 0x3fff, 0x4000, 0x8001, 0xffff, 65536 + 259, 200_000, 2];
    for (const length of lengths) {
      await writer.write(testBytes(length));
      assertEquals(buffers.lent, 0);
    }
    assertEquals(lower.writes.map(({ length }) => length), lengths.map(sealedBytes(suite)));
    const key = { method: method.name, masterKey: parts.masterKey };
    const { payloads } = openStream(key, concatBytes(...lower.writes));
    const records = lengths.flatMap(cutIntoRecords);
    assertEquals(payloads.map(({ length }) => length), records);
    const expected = concatBytes(...lengths.map(testBytes));
    assert(concatBytes(...payloads).toHex() === expected.toHex());
  });

  Deno.test(`RecordWriter.write() sends the salt once, and tells it, with ${nameOf(suite)}`, async () => {
    const salts: string[] = [];
    const sentSalt = (salt: Uint8Array) => salts.push(salt.toHex());
    const { lower, writer, parts } = scene(suite, { sentSalt });
    for (const length of [1, 2]) await writer.write(testBytes(length));
    const key = { method: method.name, masterKey: parts.masterKey };
    const { salt } = openStream(key, concatBytes(...lower.writes));
    assertEquals(salts, [salt.toHex()]);
    assertEquals(salt.length, method.saltBytes);
  });
}

Deno.test("RecordWriter.write() sends what it was given, in any portions", async () => {
  const lengths = fc.array(fc.oneof(fc.nat(100), fc.integer({ min: 0x3ff0, max: 0x4010 })));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SUITES), lengths, async (suite, lengths) => {
      const { lower, writer, parts, buffers } = scene(suite);
      for (const length of lengths) await writer.write(testBytes(length));
      assertEquals(lower.writes.length, lengths.filter((length) => length > 0).length);
      const stream = concatBytes(...lower.writes);
      const key = { method: suite.method.name, masterKey: parts.masterKey };
      const payloads = stream.length === 0 ? [] : openStream(key, stream).payloads;
      const expected = concatBytes(...lengths.map(testBytes));
      assert(concatBytes(...payloads).toHex() === expected.toHex());
      assertEquals(buffers.lent, 0);
    }),
    { numRuns: 40 },
  );
});

Deno.test("RecordWriter.write() sends nothing for nothing, not even the salt", async () => {
  for (const suite of SUITES) {
    const { lower, writer, buffers } = scene(suite);
    await writer.write(new Uint8Array(0));
    assertEquals([lower.writes.length, buffers.taken], [0, 0]);
  }
});

Deno.test("RecordWriter.write() draws another salt for each stream", async () => {
  const salts = new Set<string>();
  for (let i = 0; i < 100; i++) {
    const { writer } = scene(SUITES[0]!, { sentSalt: (salt) => salts.add(salt.toHex()) });
    await writer.write(testBytes(1));
  }
  assertEquals(salts.size, 100);
});

Deno.test("RecordWriter.write() never seals two records alike", async () => {
  for (const suite of SUITES) {
    const { lower, writer } = scene(suite);
    await writer.write(testBytes(1));
    for (let i = 0; i < 300; i++) await writer.write(testBytes(8));
    assertEquals(new Set(lower.writes.map((write) => write.toHex())).size, 301);
  }
});

for (const suite of suitesOf(WEBCRYPTO)) {
  Deno.test(`RecordWriter.write() holds its buffer until the write below is over with ${nameOf(suite)}`, async () => {
    const { lower, writer, buffers } = scene(suite);
    const { promise, resolve } = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<Uint8Array>();
    lower.write = (bytes) => {
      begun.resolve(bytes);
      return promise;
    };
    const writing = writer.write(testBytes(0x8000));
    const sealed = await begun.promise;
    const before = sealed.slice();
    assertEquals(buffers.lent, 1);
    buffers.give(buffers.take(sealed.length));
    assert(sealed.toHex() === before.toHex());
    resolve();
    await writing;
    assertEquals(buffers.lent, 0);
  });
}

Deno.test("RecordWriter.write() hands on why the stream below broke, and gives no buffer back", async () => {
  const broken = new StreamError("reset", "Cannot write: the connection broke");
  const { lower, writer, buffers } = scene(SUITES[0]!);
  lower.write = () => Promise.reject(broken);
  assertStrictEquals(await assertRejects(() => writer.write(testBytes(1)), StreamError), broken);
  assertEquals(buffers.lent, 1);
});

Deno.test("RecordWriter.write() seals nothing over its own input", async () => {
  // The last two make a buffer of their own, without a byte to spare.
  for (const length of [1, 512 - 16 - 34, 2048 - 16 - 34, 98_304, 200_000]) {
    const engine = new StrictEngine(NODE);
    const { writer } = scene(new CipherSuite("aes-128-gcm", engine));
    await writer.write(testBytes(length));
    assertEquals(engine.mistakes, [], `${length} bytes`);
  }
});

Deno.test("RecordWriter.release() may come before the first write, and twice", () => {
  for (const suite of SUITES) {
    const { writer } = scene(suite);
    writer.release();
    writer.release();
  }
});

function scene(suite: CipherSuite, changes: Partial<RecordParts> = {}) {
  const buffers = new StrictBufferPool();
  const parts = recordParts(suite, { buffers, ...changes });
  const lower = new ScriptedConn([]);
  return {
    lower,
    parts,
    buffers,
    writer: new RecordWriter(lower, { opening: new Outgoing2017(parts), buffers }),
  };
}

/** The lengths of the records that `length` bytes make. */
function cutIntoRecords(length: number): number[] {
  const full = Math.floor(length / MAX_PAYLOAD_BYTES);
  const rest = length % MAX_PAYLOAD_BYTES;
  return [...Array<number>(full).fill(MAX_PAYLOAD_BYTES), ...(rest > 0 ? [rest] : [])];
}

/** What the `i`th write is on the wire. */
function sealedBytes({ method }: CipherSuite) {
  return (length: number, i: number): number =>
    (i === 0 ? method.saltBytes : 0) + length +
    cutIntoRecords(length).length * (SEALED_LENGTH_BYTES + TAG_BYTES);
}
