import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { cutAt, ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { ByteReader } from "./byte_reader.ts";
import { StreamError } from "./stream_error.ts";

Deno.test("ByteReader.readMessage() reads messages however they are cut", async () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });
  await fc.assert(fc.asyncProperty(messages, fc.array(fc.nat(200)), async (messages, cuts) => {
    const bytes = Uint8Array.from(messages.flatMap((message) => [message.length, ...message]));
    const reader = new ByteReader(new ScriptedConn(cutAt(bytes, cuts)));
    for (const message of messages) {
      assertEquals(await reader.readMessage(decodeCounted), [...message]);
    }
    assertEquals(await reader.peek(), null);
  }));
});

Deno.test("ByteReader.readMessage() keeps what comes after the message", async () => {
  const reader = readerOf([1, 7, 2, 8], [9, 4]);
  assertEquals(await reader.readMessage(decodeCounted), [7]);
  assertEquals(await reader.readMessage(decodeCounted), [8, 9]);
  const rest = reader.takeRest();
  assertEquals(rest, Uint8Array.of(4));
  assertEquals(rest.buffer.byteLength, 1, "it holds nothing else alive");
});

Deno.test("ByteReader.readMessage() asks the decoder before it waits for more", async () => {
  const reader = readerOf([1, 7, 1, 8]);
  await reader.readMessage(decodeCounted);
  // Were it to read first, it would find the end of the stream.
  assertEquals(await reader.readMessage(decodeCounted), [8]);
});

Deno.test('ByteReader.readMessage() rejects with "truncated" when the stream ends inside', async () => {
  for (const chunks of [[], [[3]], [[3, 1], [2]]]) {
    const error = await assertRejects(
      () => readerOf(...chunks).readMessage(decodeCounted),
      StreamError,
    );
    assertEquals(error.fault, "truncated");
  }
});

Deno.test("ByteReader.readMessage() hands on what the decoder throws", async () => {
  const thrown = new RangeError("wrong");
  const reading = readerOf([1]).readMessage(() => {
    throw thrown;
  });
  assertEquals(await assertRejects(() => reading, RangeError), thrown);
});

Deno.test("ByteReader.readMessage() never shows the decoder an empty message", async () => {
  const lengths: number[] = [];
  const reader = readerOf([1], [2]);
  await reader.readMessage((bytes) => {
    lengths.push(bytes.length);
    return bytes.length < 2 ? undefined : { value: undefined, end: 2 };
  });
  assertEquals(lengths, [1, 2]);
});

Deno.test("ByteReader.peek() leaves the byte in place", async () => {
  const reader = readerOf([5, 6]);
  assertEquals(await reader.peek(), 5);
  assertEquals(await reader.peek(), 5);
  assertEquals(reader.takeRest(), Uint8Array.of(5, 6));
});

Deno.test("ByteReader.peek() gives null when nothing comes", async () => {
  assertEquals(await readerOf().peek(), null);
});

Deno.test("ByteReader.fill() tells whether a chunk came", async () => {
  const reader = readerOf([1], [2, 3]);
  assertEquals([await reader.fill(), await reader.fill(), await reader.fill()], [
    true,
    true,
    false,
  ]);
  assertEquals(reader.takeRest(), Uint8Array.of(1, 2, 3));
});

Deno.test("ByteReader.takeRest() gives the bytes away, as a copy of its own", async () => {
  const reader = readerOf([1, 2], [3]);
  await reader.fill();
  const rest = reader.takeRest();
  assertEquals(reader.takeRest(), new Uint8Array(0));
  // The connection overwrites the chunk that it had on lease.
  await reader.fill();
  assertEquals(rest, Uint8Array.of(1, 2));
});

function readerOf(...chunks: readonly (readonly number[])[]): ByteReader {
  return new ByteReader(new ScriptedConn(chunks.map((chunk) => Uint8Array.from(chunk))));
}

/** A byte that says how many follow. */
function decodeCounted(bytes: Uint8Array) {
  const end = 1 + bytes[0]!;
  return bytes.length < end ? undefined : { value: [...bytes.subarray(1, end)], end };
}
