import { assertEquals, assertRejects } from "@std/assert";
import { readHttpBody } from "./http_body.ts";
import { TooLongError } from "./http_get.ts";

Deno.test("readHttpBody() has all that comes, up to the last byte that is allowed", async () => {
  assertEquals(await readHttpBody(bodyOf(3, 0, 2), 5), Uint8Array.of(1, 1, 1, 1, 1));
  assertEquals(await readHttpBody(null, 5), new Uint8Array());
});

Deno.test("readHttpBody() reads no further than it is allowed", async () => {
  const body = bodyOf(3, 3, 3);
  await assertRejects(() => readHttpBody(body, 5), TooLongError, "longer than 5 bytes");
  assertEquals((await body.next()).done, true);
});

async function* bodyOf(...lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const length of lengths) yield await Promise.resolve(new Uint8Array(length).fill(1));
}
