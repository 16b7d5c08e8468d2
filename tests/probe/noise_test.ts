import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Noise } from "./noise.ts";

Deno.test("Noise is the same for the same seed only", () => {
  assertEquals(new Noise(7).bytes(1001), new Noise(7).bytes(1001));
  assertNotEquals(new Noise(7).bytes(1001), new Noise(8).bytes(1001));
  const noise = new Noise(7);
  assertNotEquals(noise.bytes(100), noise.bytes(100));
});

Deno.test("Noise has half of its bits set, whatever the seed", () => {
  for (let seed = 0; seed < 20; seed++) {
    let bits = 0;
    for (const byte of new Noise(seed).bytes(10_000)) {
      bits += byte.toString(2).replaceAll("0", "").length;
    }
    assert(Math.abs(bits / 80_000 - 0.5) < 0.01, `seed ${seed}`);
  }
});

Deno.test("Noise.shuffled() loses nothing and leaves what it was given", () => {
  const things = Array.from({ length: 100 }, (_, i) => i);
  const shuffled = new Noise(1).shuffled(things);
  assertNotEquals(shuffled, things);
  assertEquals(shuffled.toSorted((a, b) => a - b), things);
  assertEquals(things[0], 0);
});
