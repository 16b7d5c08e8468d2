import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { readAll } from "../../tests/support/memory_pipe.ts";
import { ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { prefixedConn } from "./prefixed_conn.ts";
import { StreamError } from "./stream_error.ts";

const PREFIX = Uint8Array.of(1, 2);

Deno.test("prefixedConn() reads the prefix first", async () => {
  const conn = prefixedConn(PREFIX.slice(), lower());
  assertEquals(await conn.read(), PREFIX);
  assertEquals(await conn.read(), Uint8Array.of(3));
  assertEquals(await conn.read(), Uint8Array.of(4, 5));
  assertEquals(await conn.read(), null);
});

Deno.test("prefixedConn() gives the prefix though the stream behind it has ended", async () => {
  assertEquals(await readAll(prefixedConn(PREFIX.slice(), new ScriptedConn([]))), PREFIX);
});

Deno.test("prefixedConn() leaves the stream behind it alone while the prefix is read", async () => {
  const conn = lower();
  await prefixedConn(PREFIX.slice(), conn).read();
  assertEquals(await conn.read(), Uint8Array.of(3));
});

Deno.test("prefixedConn() is the connection itself when the prefix is empty", () => {
  const conn = lower();
  assertStrictEquals(prefixedConn(new Uint8Array(0), conn), conn);
});

Deno.test("prefixedConn() hands everything else through", async () => {
  const conn = lower();
  const prefixed = prefixedConn(PREFIX.slice(), conn);
  assertEquals(prefixed.localAddress, conn.localAddress);
  assertEquals(prefixed.remoteAddress, conn.remoteAddress);
  await prefixed.write(Uint8Array.of(9));
  assertEquals(conn.writes, [Uint8Array.of(9)]);
  await prefixed.closeWrite();
  assert(conn.isFinished);
  prefixed.close();
  assert(conn.isClosed);
});

Deno.test("prefixedConn() refuses to read after close(), also what it has in hand", async () => {
  const prefixed = prefixedConn(PREFIX.slice(), lower());
  prefixed.close();
  const error = await assertRejects(() => prefixed.read(), StreamError);
  assertEquals(error.fault, "closed");
});

function lower(): ScriptedConn {
  return new ScriptedConn([Uint8Array.of(3), Uint8Array.of(4, 5)]);
}
