import { assert, assertEquals } from "@std/assert";
import { doSpoil, Stalls } from "./stalls.ts";

const [START, END] = [1000, 2000];

Deno.test("doSpoil() takes a short stall for bad at the beginning and the end of a connection", () => {
  const spoils = (from: number, ms: number) => doSpoil([{ from, to: from + ms, ms }], START, END);
  assertEquals(spoils(1010, 20), true);
  assertEquals(spoils(1010, 10), false);
  assertEquals(spoils(1500, 20), false);
  assertEquals(spoils(1900, 20), true);
  assertEquals([spoils(900, 90), spoils(2001, 90)], [false, false]);
});

Deno.test("doSpoil() takes long ones, or many, for bad at any time", () => {
  assertEquals(doSpoil([{ from: 1400, to: 1501, ms: 101 }], START, END), true);
  const many = Array.from({ length: 11 }, (_, i) => ({ from: 1300 + i, to: 1301 + i, ms: 10 }));
  assertEquals(doSpoil(many, START, END), true);
  assertEquals(doSpoil(many.slice(1), START, END), false);
});

Deno.test("Stalls.spoil() knows when this process could not run", async () => {
  using stalls = new Stalls(Deno.pid);
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  const from = performance.now();
  while (performance.now() < from + 200);
  assert(stalls.spoil(from - 1000, performance.now() + 1000));
  assert(!stalls.spoil(from - 2000, from - 1000));
});
