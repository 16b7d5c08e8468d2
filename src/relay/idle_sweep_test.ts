import { assertEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { IdleSweep, type Sweepable } from "./idle_sweep.ts";

class Resting implements Sweepable {
  expiries = 0;
  idleLimitMs: number;
  movedAt: number;
  readonly #sweep: IdleSweep;

  constructor(sweep: IdleSweep, idleLimitMs: number) {
    this.#sweep = sweep;
    this.idleLimitMs = idleLimitMs;
    sweep.add(this);
    this.movedAt = sweep.now;
  }

  expire(): void {
    this.expiries++;
    this.#sweep.remove(this);
  }
}

function scene(): { clock: ManualClock; sweep: IdleSweep } {
  const clock = new ManualClock();
  return { clock, sweep: new IdleSweep(clock) };
}

Deno.test("IdleSweep has one alarm when it looks at many entries", () => {
  const { clock, sweep } = scene();
  assertEquals(clock.pending, 0);
  for (let i = 0; i < 100; i++) new Resting(sweep, 1000 + i);
  assertEquals(clock.pending, 1);
});

Deno.test("IdleSweep expires an entry at the first sweep after its limit, and once", async () => {
  const { clock, sweep } = scene();
  const short = new Resting(sweep, 1500);
  const long = new Resting(sweep, 3000);
  await clock.advance(1999);
  assertEquals([short.expiries, long.expiries], [0, 0]);
  await clock.advance(1);
  assertEquals([short.expiries, long.expiries], [1, 0]);
  await clock.advance(1000);
  assertEquals([short.expiries, long.expiries], [1, 1]);
  await clock.advance(5000);
  assertEquals([short.expiries, long.expiries], [1, 1]);
});

Deno.test("IdleSweep spares an entry when it has moved", async () => {
  const { clock, sweep } = scene();
  const entry = new Resting(sweep, 2000);
  await clock.advance(1500);
  entry.movedAt = sweep.now;
  await clock.advance(1400);
  assertEquals(entry.expiries, 0);
  await clock.advance(100);
  assertEquals(entry.expiries, 1);
});

Deno.test("IdleSweep goes by the limit of the moment when an entry changes its limit", async () => {
  const { clock, sweep } = scene();
  const entry = new Resting(sweep, 100_000);
  await clock.advance(3000);
  entry.idleLimitMs = 4000;
  await clock.advance(1000);
  assertEquals(entry.expiries, 1);
});

Deno.test("IdleSweep lets go of its alarm when nothing is left, and starts again", async () => {
  const { clock, sweep } = scene();
  const first = new Resting(sweep, 10_000);
  sweep.remove(first);
  sweep.remove(first);
  await clock.advance(1000);
  assertEquals(clock.pending, 0);
  const second = new Resting(sweep, 1000);
  assertEquals(clock.pending, 1);
  await clock.advance(1000);
  assertEquals([first.expiries, second.expiries], [0, 1]);
  assertEquals(clock.pending, 0);
});

Deno.test("IdleSweep.add() brings now up to date when sweeps have paused", async () => {
  const { clock, sweep } = scene();
  await clock.advance(60_000);
  new Resting(sweep, 1000);
  assertEquals(sweep.now, 60_000);
});

Deno.test("IdleSweep counts from the add when an entry comes between two sweeps", async () => {
  const { clock, sweep } = scene();
  new Resting(sweep, 60_000);
  await clock.advance(1500);
  const entry = new Resting(sweep, 1000);
  await clock.advance(499);
  assertEquals(entry.expiries, 0);
  // As coarse as the sweep: half a second early.
  await clock.advance(1);
  assertEquals(entry.expiries, 1);
});
