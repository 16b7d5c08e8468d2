import { assert, assertEquals, assertRejects } from "@std/assert";
import { nameOf, NODE, recordParts, SUITES } from "../../tests/support/cipher_suites.ts";
import { LateEngine } from "../../tests/support/late_engine.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import { memoryPipe, readAll } from "../../tests/support/memory_pipe.ts";
import { sealStream } from "../../tests/support/reference_stream.ts";
import { cutEvery, ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { StrictBufferPool } from "../../tests/support/strict_buffer_pool.ts";
import { StrictEngine } from "../../tests/support/strict_engine.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { CipherSuite } from "../crypto/cipher_suite.ts";
import { concatBytes } from "../net/bytes.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { RecordConn } from "./record_conn.ts";
import type { RecordParts } from "./record.ts";

const LENGTHS = [0, 1, 2, 0x3ffe, 0x3fff, 0x4000, 0xffff];
const STEPS = [1, 7, 16, 17, 18, 1448, 65536];
/** So many reads say enough of one suite; the first one has to go through them all. */
const MANY_READS = 20_000;

for (const suite of SUITES) {
  Deno.test(`RecordConn reads what RecordConn writes, however it is cut, with ${nameOf(suite)}`, async () => {
    const parts = recordParts(suite, { buffers: new StrictBufferPool() });
    for (const length of LENGTHS) {
      const plaintext = testBytes(length);
      const sent = new ScriptedConn([]);
      const writer = new RecordConn(sent, parts);
      await writer.write(plaintext);
      await writer.closeWrite();
      assert(sent.isFinished);
      for (const step of STEPS) {
        if (length / step > MANY_READS && suite !== SUITES[0]) continue;
        const sealed = cutEvery(concatBytes(...sent.writes), step);
        const got = await readAll(new RecordConn(new ScriptedConn(sealed), parts));
        assert(got.toHex() === plaintext.toHex(), `${length} bytes in steps of ${step}`);
      }
    }
  });
}

Deno.test("RecordConn.write() says what the connection below says of a write that fails", async () => {
  for (const isUntouched of [true, false]) {
    const lower = new ScriptedConn([]);
    lower.write = () => Promise.reject(new StreamError("reset", "Cannot write", { isUntouched }));
    const conn = new RecordConn(lower, recordParts(SUITES[0]!));
    const error = await assertRejects(() => conn.write(testBytes(20_000)), StreamError);
    assertEquals(error.isUntouched, isUntouched);
  }
});

Deno.test("RecordConn has the addresses of the connection below", () => {
  const lower = new ScriptedConn([]);
  const conn = new RecordConn(lower, recordParts(SUITES[0]!));
  assertEquals(conn.localAddress, lower.localAddress);
  assertEquals(conn.remoteAddress, lower.remoteAddress);
});

Deno.test("RecordConn.closeWrite() leaves the other half open", async () => {
  for (const suite of SUITES) {
    const parts = recordParts(suite);
    const { near, far } = memoryPipe();
    const [client, server] = [new RecordConn(near, parts), new RecordConn(far, parts)];
    const asked = client.write(testBytes(3)).then(() => client.closeWrite());
    assertEquals(await readAll(server), testBytes(3));
    await asked;
    const answered = server.write(testBytes(40_000)).then(() => server.closeWrite());
    assert((await readAll(client)).toHex() === testBytes(40_000).toHex());
    await answered;
  }
});

Deno.test("RecordConn keeps many connections apart that share one pool", async () => {
  const buffers = new StrictBufferPool();
  const suites = [...SUITES, ...SUITES];
  await Promise.all(suites.map(async (suite, i) => {
    const parts = recordParts(suite, { buffers });
    const { near, far } = memoryPipe();
    const [client, server] = [new RecordConn(near, parts), new RecordConn(far, parts)];
    const up = Array.from({ length: 12 }, (_, k) => testBytes(1 + (i * 1009 + k * 7919) % 40_000));
    const down = Array.from(
      { length: 12 },
      (_, k) => testBytes(1 + (i * 2003 + k * 104729) % 70_000),
    );
    await Promise.all([
      say(client, up),
      say(server, down),
      hear(server, concatBytes(...up), i),
      hear(client, concatBytes(...down), i),
    ]);
  }));
  assertEquals(buffers.lent, 0);
});

Deno.test("RecordConn holds no buffer while it waits for the next record", async () => {
  for (const suite of SUITES) {
    const buffers = new StrictBufferPool();
    const parts = recordParts(suite, { buffers });
    const { near, far } = memoryPipe();
    const [client, server] = [new RecordConn(near, parts), new RecordConn(far, parts)];
    const [, chunk] = await Promise.all([client.write(testBytes(9)), server.read()]);
    assertEquals([chunk!.length, buffers.lent], [9, 1]);
    const waiting = server.read();
    assertEquals(buffers.lent, 0);
    await client.closeWrite();
    assertEquals(await waiting, null);
  }
});

Deno.test("RecordConn.close() closes the connection below, once and for all", async () => {
  for (const suite of SUITES) {
    const lower = new ScriptedConn([]);
    const conn = new RecordConn(lower, recordParts(suite));
    conn.close();
    conn.close();
    assert(lower.isClosed);
    await assertClosed(conn.read());
    await assertClosed(conn.write(testBytes(1)));
    assertEquals(lower.writes, []);
  }
});

Deno.test("RecordConn.close() ends a read that waits for bytes", async () => {
  const { near } = memoryPipe();
  const conn = new RecordConn(near, recordParts(SUITES[0]!));
  const reading = assertRejects(() => conn.read(), StreamError);
  await settle();
  conn.close();
  await reading;
});

Deno.test("RecordConn.close() ends a read whose records are being opened", async () => {
  for (const [what, fromBytes] of [["a length", 0], ["a payload", 19]] as const) {
    const { late, engine, parts } = lateScene(fromBytes);
    const conn = new RecordConn(new ScriptedConn([streamFor(parts)]), parts);
    const reading = assertClosed(conn.read(), what);
    await late.untilHeld();
    conn.close();
    late.letGo();
    await reading;
    assertEquals([engine.keys, engine.mistakes], [0, []], what);
  }
});

Deno.test("RecordConn.close() ends a write whose records are being sealed", async () => {
  const { late, engine, parts } = lateScene(0);
  const lower = new ScriptedConn([]);
  const conn = new RecordConn(lower, parts);
  const writing = assertClosed(conn.write(testBytes(9)));
  await late.untilHeld();
  conn.close();
  late.letGo();
  await writing;
  assertEquals(lower.writes, []);
  assertEquals([engine.keys, engine.mistakes], [0, []]);
});

Deno.test("RecordConn never uses its keys when it is closed", async () => {
  const engine = new StrictEngine(NODE);
  const parts = recordParts(new CipherSuite("aes-128-gcm", engine));
  const conn = new RecordConn(new ScriptedConn([streamFor(parts)]), parts);
  await conn.read();
  await conn.write(testBytes(1));
  conn.close();
  await assertClosed(conn.write(testBytes(1)));
  await assertClosed(conn.read());
  assertEquals([engine.keys, engine.mistakes], [0, []]);
});

Deno.test("RecordConn makes no key when it is closed before the first write", async () => {
  const engine = new StrictEngine(NODE);
  const salts: Uint8Array[] = [];
  const parts = recordParts(new CipherSuite("aes-128-gcm", engine), {
    sentSalt: (salt) => salts.push(salt),
  });
  const conn = new RecordConn(new ScriptedConn([]), parts);
  conn.close();
  await assertClosed(conn.write(testBytes(1)));
  assertEquals([engine.keys, salts], [0, []]);
});

Deno.test("RecordConn.write() seals nothing after closeWrite()", async () => {
  const engine = new StrictEngine(NODE);
  const lower = new ScriptedConn([]);
  const conn = new RecordConn(lower, recordParts(new CipherSuite("aes-128-gcm", engine)));
  await conn.write(testBytes(1));
  await conn.closeWrite();
  await assertRejects(() => conn.write(testBytes(1)));
  assertEquals(lower.writes.length, 1);
  assertEquals([engine.keys, engine.mistakes], [0, []]);
});

/** Chunks of the peer's stream; each is looked at again after others have had their turns. */
async function hear(conn: StreamConn, expected: Uint8Array, turns: number): Promise<void> {
  let at = 0;
  for (let chunk = await conn.read(); chunk !== null; chunk = await conn.read()) {
    const due = expected.subarray(at, at + chunk.length).toHex();
    assert(chunk.toHex() === due, "as it came");
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    assert(chunk.toHex() === due, "until the next read");
    at += chunk.length;
  }
  assertEquals(at, expected.length);
}

async function say(conn: StreamConn, portions: readonly Uint8Array[]): Promise<void> {
  for (const portion of portions) {
    const mine = portion.slice();
    await conn.write(mine);
    mine.fill(0);
  }
  await conn.closeWrite();
}

async function assertClosed(pending: Promise<unknown>, what?: string): Promise<void> {
  const error = await assertRejects(() => pending, StreamError, "", what);
  assertEquals(error.fault, "closed", what);
}

/** Two records. */
function streamFor({ suite, masterKey }: RecordParts): Uint8Array {
  const salt = new Uint8Array(suite.method.saltBytes);
  return sealStream({ method: suite.method.name, masterKey, salt }, [testBytes(5), testBytes(6)]);
}

function lateScene(fromBytes: number) {
  const late = new LateEngine({ fromBytes });
  const engine = new StrictEngine(late);
  return { late, engine, parts: recordParts(new CipherSuite("aes-128-gcm", engine)) };
}
