import { assert, assertEquals, assertThrows } from "@std/assert";
import { GenerationCounter, MAX_GENERATION } from "./generation_counter.ts";

Deno.test("GenerationCounter.count() begins a generation with the last salt of the one before", () => {
  const counter = new GenerationCounter(sharedWord(), 3);
  const seen: unknown[] = [];
  for (let i = 0; i < 7; i++) {
    seen.push([counter.young, counter.isAged, counter.size]);
    assert(counter.count(counter.young));
  }
  assertEquals(seen, [
    [0, false, 0],
    [0, false, 1],
    [0, false, 2],
    [1, true, 3],
    [1, true, 4],
    [1, true, 5],
    [2, true, 3],
  ]);
});

Deno.test("GenerationCounter.count() refuses when the epoch is over", () => {
  const word = sharedWord();
  const [counter, other] = [new GenerationCounter(word, 2), new GenerationCounter(word, 2)];
  const epoch = counter.young;
  assert(other.count(epoch));
  assert(other.count(epoch));
  assert(!counter.count(epoch));
  assertEquals(counter.size, 2);
});

Deno.test("GenerationCounter counts the largest generation without touching its epoch", () => {
  const counter = new GenerationCounter(sharedWord(), MAX_GENERATION);
  for (let i = 1; i < MAX_GENERATION; i++) assert(counter.count(0));
  assertEquals([counter.young, counter.size], [0, MAX_GENERATION - 1]);
  assert(counter.count(0));
  assertEquals([counter.young, counter.size], [1, MAX_GENERATION]);
});

Deno.test("GenerationCounter throws when its generations do not fit its word", () => {
  const word = sharedWord();
  assertThrows(() => new GenerationCounter(word, MAX_GENERATION + 1), RangeError);
});

Deno.test("GenerationCounter stays aged when its epochs have come round", () => {
  const counter = new GenerationCounter(sharedWord(), 1);
  for (let i = 0; i < 2 ** 14; i++) assert(counter.count(i));
  assertEquals([counter.young, counter.isAged, counter.size], [0, true, 1]);
});

function sharedWord(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}
