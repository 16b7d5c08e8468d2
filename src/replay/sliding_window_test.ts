import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SlidingWindow, WINDOW } from "./sliding_window.ts";

const HIGHEST = 2n ** 64n - 1n;
/** One more than lies in the window. */
const LIMIT = BigInt(WINDOW) + 1n;

type Step = readonly [id: bigint, isFresh: boolean];

/** The steps that WireGuard's test of its replay filter takes, with the highest number there is for its own limit. */
const STEPS: readonly Step[] = [
  [0n, true],
  [1n, true],
  [1n, false],
  [9n, true],
  [8n, true],
  [7n, true],
  [7n, false],
  [LIMIT, true],
  [LIMIT - 1n, true],
  [LIMIT - 1n, false],
  [LIMIT - 2n, true],
  [2n, true],
  [2n, false],
  [LIMIT + 16n, true],
  [3n, false],
  [LIMIT + 16n, false],
  [LIMIT * 4n, true],
  [LIMIT * 4n - (LIMIT - 1n), true],
  [10n, false],
  [LIMIT * 4n - LIMIT, false],
  [LIMIT * 4n - (LIMIT + 1n), false],
  [LIMIT * 4n - (LIMIT - 2n), true],
  [LIMIT * 4n + 1n - LIMIT, false],
  [0n, false],
  [HIGHEST - 1n, true],
  [HIGHEST - 1n, false],
  [HIGHEST - 2n, true],
  [HIGHEST, true],
  [HIGHEST, false],
  [HIGHEST - 2n, false],
  [HIGHEST - 3n, true],
  [HIGHEST - BigInt(WINDOW), true],
  [HIGHEST - LIMIT, false],
  [0n, false],
];

Deno.test("SlidingWindow takes WireGuard's steps", () => {
  assertTakes(STEPS);
});

/** WireGuard's long runs: up and down, with and without a gap at the end. */
const RUNS: Readonly<Record<string, readonly Step[]>> = {
  "up from 1, then 0": [...up(1, WINDOW), [0n, true], [0n, false]],
  "up from 2, then 1, and 0 is too old": [...up(2, WINDOW + 1), [1n, true], [0n, false]],
  "down to 0": down(WINDOW, 0),
  "down to 1, and 0 is too old": [...down(WINDOW + 1, 1), [0n, false]],
  "down to 1, then up by one, and 0 is too old": [
    ...down(WINDOW, 1),
    [LIMIT, true],
    [0n, false],
  ],
  "down to 1, then 0, then up by one": [...down(WINDOW, 1), [0n, true], [LIMIT, true]],
};

for (const [name, steps] of Object.entries(RUNS)) {
  Deno.test(`SlidingWindow takes all the way ${name}`, () => assertTakes(steps));
}

Deno.test("SlidingWindow takes no number for one that had its place before", () => {
  // 8,192 bits make the ring: the last step but one enters the word in which the first one left its bit.
  for (const step of [1n, 31n, 32n, 64n, 4096n, 8100n]) {
    const window = new SlidingWindow();
    window.commit(1n);
    for (let id = 1n + step; id < 8192n; id += step) window.commit(id);
    window.commit(8192n + 31n);
    assert(window.isFresh(8192n + 1n), `in steps of ${step}`);
  }
});

Deno.test("SlidingWindow.isFresh() changes nothing", () => {
  const window = new SlidingWindow();
  for (const id of [5n, HIGHEST, 0n, 5n]) assert(window.isFresh(id));
  window.commit(0n);
  assert(window.isFresh(5n));
});

Deno.test("SlidingWindow does as a set of all numbers would within the window", () => {
  const near = fc.tuple(fc.constantFrom(0n, 2n ** 32n, 2n ** 53n, HIGHEST), fc.nat(3 * WINDOW))
    .map(([base, offset]) => base === HIGHEST ? HIGHEST - BigInt(offset) : base + BigInt(offset));
  fc.assert(fc.property(fc.array(near, { maxLength: 300, size: "max" }), (ids) => {
    const window = new SlidingWindow();
    const seen = new Set<bigint>();
    let highest = -1n;
    for (const id of ids) {
      const isFresh = !seen.has(id) && id >= highest - BigInt(WINDOW);
      assertEquals(window.isFresh(id), isFresh, `${id} after ${highest}`);
      if (!isFresh) continue;
      window.commit(id);
      seen.add(id);
      if (id > highest) highest = id;
    }
  }));
});

function assertTakes(steps: readonly Step[]): void {
  const window = new SlidingWindow();
  for (const [i, [id, isFresh]] of steps.entries()) {
    assertEquals(window.isFresh(id), isFresh, `step ${i}: ${id}`);
    if (isFresh) window.commit(id);
  }
}

function up(from: number, to: number): Step[] {
  return Array.from({ length: to - from + 1 }, (_, i) => [BigInt(from + i), true]);
}

function down(from: number, to: number): Step[] {
  return up(to, from).reverse();
}
