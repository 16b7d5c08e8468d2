import { assertEquals } from "@std/assert";
import { EchoTarget } from "./echo_target.ts";
import { digestOf, digestOfChunks, testBytes } from "./test_bytes.ts";
import { chunksOf, writeAll } from "./test_conn.ts";

Deno.test("EchoTarget sends back everything, then its FIN", async () => {
  await using target = new EchoTarget();
  const bytes = testBytes(200_001);
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: target.port });
  const sent = writeAll(conn, bytes).then(() => conn.closeWrite());
  assertEquals(await digestOfChunks(chunksOf(conn)), digestOf(bytes));
  await sent;
  conn.close();
});

Deno.test("EchoTarget ends with connections open", async () => {
  const target = new EchoTarget();
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: target.port });
  await target.untilConnections(1);
  await target[Symbol.asyncDispose]();
  assertEquals(target.connections, 0);
  assertEquals(await conn.read(new Uint8Array(1)), null);
  conn.close();
});
