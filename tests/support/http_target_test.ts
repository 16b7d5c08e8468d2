import { assertEquals } from "@std/assert";
import { HttpTarget } from "./http_target.ts";
import { digestOf, digestOfChunks, testBytes } from "./test_bytes.ts";

Deno.test("HttpTarget serves as many test bytes as asked for", async () => {
  await using target = new HttpTarget();
  for (const length of [0, 1, 100_003, 7]) {
    const response = await fetch(`${target.origin}/bytes/${length}`);
    assertEquals(await digestOfChunks(response.body!), digestOf(testBytes(length)));
  }
});

Deno.test("HttpTarget answers the digest of what it takes", async () => {
  await using target = new HttpTarget();
  const body = testBytes(300_001);
  const response = await fetch(`${target.origin}/digest`, { method: "PUT", body });
  assertEquals(await response.json(), digestOf(body));
});

Deno.test("HttpTarget tells which header fields have arrived", async () => {
  await using target = new HttpTarget();
  const response = await fetch(`${target.origin}/headers`, { headers: { "X-Here": "yes" } });
  assertEquals((await response.json())["x-here"], "yes");
});

Deno.test("HttpTarget ends at once though a client holds its connection open", async () => {
  const target = new HttpTarget();
  const idle = await Deno.connect({ hostname: "127.0.0.1", port: target.port });
  await target[Symbol.asyncDispose]();
  idle.close();
});
