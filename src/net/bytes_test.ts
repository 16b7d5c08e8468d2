import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { concatBytes } from "./bytes.ts";

Deno.test("concatBytes() puts the parts behind one another", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array()), (parts) => {
    assertEquals([...concatBytes(...parts)], parts.flatMap((part) => [...part]));
  }));
});

Deno.test("concatBytes() gives bytes of its own", () => {
  const part = Uint8Array.of(1, 2);
  const whole = concatBytes(part);
  part.fill(0);
  assertEquals(whole, Uint8Array.of(1, 2));
  assertEquals(concatBytes(), new Uint8Array(0));
});
