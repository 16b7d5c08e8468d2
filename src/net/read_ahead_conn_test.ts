import { assertEquals } from "@std/assert";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import { readAhead } from "./read_ahead_conn.ts";

Deno.test("readAhead() reads before anybody asks, and hands that chunk out first", async () => {
  const { near, far } = watchedPipe();
  const conn = readAhead(near, () => {});
  await far.write(testBytes(3));
  await turn();
  assertEquals([near.reads, near.isReading], [1, false]);
  assertEquals(await conn.read(), testBytes(3));
  const next = conn.read();
  await far.write(testBytes(4));
  assertEquals(await next, testBytes(4));
  assertEquals([near.reads, near.breaches], [2, []]);
  conn.close();
});

Deno.test("readAhead() tells once that the first read has failed, and its reader as well", async () => {
  const { near } = watchedPipe();
  let told = 0;
  const conn = readAhead(near, () => told++);
  near.break("reset");
  await turn();
  assertEquals(told, 1);
  const fault = await conn.read().then(() => undefined, (error) => error.fault);
  assertEquals([fault, told], ["reset", 1]);
  conn.close();
});

Deno.test("readAhead() tells nothing when a later read fails", async () => {
  const { near, far } = watchedPipe();
  let told = 0;
  const conn = readAhead(near, () => told++);
  await far.write(testBytes(3));
  await conn.read();
  near.break("reset");
  await conn.read().catch(() => {});
  assertEquals(told, 0);
  conn.close();
});
