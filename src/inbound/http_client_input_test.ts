import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { memoryPipe } from "../../tests/support/memory_pipe.ts";
import { bytesOf, textOf } from "../../tests/support/http_text.ts";
import { StreamError } from "../net/stream_error.ts";
import { HttpClientInput } from "./http_client_input.ts";

Deno.test("HttpClientInput.arrival() is one read, however many wait for it", async () => {
  const { near, far } = memoryPipe();
  const input = new HttpClientInput(near);
  const waits = [input.arrival(), input.arrival()];
  await far.write(bytesOf("abc"));
  assertEquals(await Promise.all(waits), [true, true]);
  assertEquals(textOf(input.bytes), "abc");
});

Deno.test("HttpClientInput.take() leaves the rest, and nothing is read while there is one", async () => {
  const { near, far } = memoryPipe();
  const input = new HttpClientInput(near);
  await Promise.all([input.arrival(), far.write(bytesOf("abc"))]);
  assertEquals(textOf(input.take(2)), "ab");
  let wasRead = false;
  const writing = far.write(bytesOf("d")).then(() => wasRead = true);
  assertEquals(await input.arrival(), true);
  assertEquals(textOf(input.bytes), "c");
  assertEquals(wasRead, false);
  assertEquals(textOf(input.take(1)), "c");
  assertEquals(await input.arrival(), true);
  assertEquals(textOf(input.bytes), "d");
  await writing;
});

Deno.test("HttpClientInput.keep() makes what is here its own", async () => {
  const { near, far } = memoryPipe();
  const input = new HttpClientInput(near);
  await Promise.all([input.arrival(), far.write(bytesOf("abc"))]);
  const leased = input.bytes;
  input.keep();
  leased.fill(0xDD);
  assertEquals(textOf(input.take(3)), "abc");
});

Deno.test("HttpClientInput.arrival() is false again and again when the client has finished", async () => {
  const { near, far } = memoryPipe();
  const input = new HttpClientInput(near);
  await far.closeWrite();
  assertEquals(await input.arrival(), false);
  assertEquals(await input.arrival(), false);
});

Deno.test("HttpClientInput.arrival() rejects again and again when the connection breaks", async () => {
  const { near } = memoryPipe();
  const input = new HttpClientInput(near);
  const waiting = input.arrival();
  near.close();
  const first = await assertRejects(() => waiting, StreamError);
  assertStrictEquals(await assertRejects(() => input.arrival(), StreamError), first);
});
