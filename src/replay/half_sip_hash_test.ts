import { assertEquals, assertNotEquals } from "@std/assert";
import { halfSipHash } from "./half_sip_hash.ts";

/** Key and message are the bytes 0, 1, 2 ... The published vectors of whole words up to a salt of 32 bytes. */
const KEY = new Int32Array([0x03020100, 0x07060504]);
const VECTORS: Readonly<Record<number, number>> = {
  0: 1477757078,
  4: 2114297510,
  8: 1467586993,
  12: 1797785964,
  16: -1959668479,
  20: -1860454907,
  24: 1460996823,
  28: 172032208,
  32: -1133651315,
};

const MESSAGE = new Int32Array(Uint8Array.from({ length: 32 }, (_, i) => i).buffer);

for (const [bytes, hash] of Object.entries(VECTORS)) {
  Deno.test(`halfSipHash() gives the published value for ${bytes} bytes`, () => {
    assertEquals(halfSipHash(MESSAGE, Number(bytes), KEY), hash);
  });
}

Deno.test("halfSipHash() depends on each half of its key", () => {
  for (const half of [0, 1]) {
    const other = KEY.slice();
    other[half]! ^= 1;
    assertNotEquals(halfSipHash(MESSAGE, 16, other), halfSipHash(MESSAGE, 16, KEY));
  }
});
