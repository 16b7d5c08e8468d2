// The clock runs on the platform's timer here; each test waits for its alarms, and the sanitizers see a timer that is
// left behind.

import { assert, assertEquals, assertGreaterOrEqual, assertLess } from "@std/assert";
import fc from "fast-check";
import type { Cancel } from "./clock.ts";
import { DenoClock } from "./deno_clock.ts";

/** Resolves after `ms` on that clock. */
function rung(clock: DenoClock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.at(ms, resolve));
}

/** Counts the platform timers that are neither cleared nor over. */
class TimerCount implements Disposable {
  most = 0;
  set = 0;
  readonly #live = new Set<unknown>();
  readonly #setTimeout = globalThis.setTimeout;
  readonly #clearTimeout = globalThis.clearTimeout;

  constructor() {
    globalThis.setTimeout = new Proxy(this.#setTimeout, {
      apply: (_target, _this, [run, ms]: [() => void, number]) => this.#arm(run, ms),
    });
    globalThis.clearTimeout = new Proxy(this.#clearTimeout, {
      apply: (target, _this, [id]: Parameters<typeof clearTimeout>) => {
        this.#live.delete(id);
        target(id);
      },
    });
  }

  #arm(run: () => void, ms: number): unknown {
    const id = this.#setTimeout(() => {
      this.#live.delete(id);
      run();
    }, ms);
    this.#live.add(id);
    this.set++;
    this.most = Math.max(this.most, this.#live.size);
    return id;
  }

  get live(): number {
    return this.#live.size;
  }

  [Symbol.dispose](): void {
    globalThis.setTimeout = this.#setTimeout;
    globalThis.clearTimeout = this.#clearTimeout;
  }
}

Deno.test("DenoClock.at() rings alarms of one duration in the order in which they were set", async () => {
  using clock = new DenoClock();
  const order: number[] = [];
  for (let i = 0; i < 50; i++) clock.at(5, () => order.push(i));
  await rung(clock, 5);
  assertEquals(order, Array.from({ length: 50 }, (_, i) => i));
});

Deno.test("DenoClock.at() rings the shorter of two alarms first when it was set last", async () => {
  using clock = new DenoClock();
  const order: string[] = [];
  // Far enough apart for a busy machine to wake up in between.
  const long = rung(clock, 250).then(() => order.push("long"));
  const short = rung(clock, 5).then(() => order.push("short"));
  await Promise.all([long, short]);
  assertEquals(order, ["short", "long"]);
});

Deno.test("DenoClock.at() rings never too early, and at its best within 5 ms", async () => {
  using clock = new DenoClock();
  const late: number[] = [];
  for (const ms of [0, 1, 3, 10, 20, 20]) {
    const start = clock.now();
    await rung(clock, ms);
    late.push(clock.now() - start - ms);
  }
  for (const error of late) assertGreaterOrEqual(error, 0);
  // A busy machine makes some late, a defect all of them.
  assertLess(Math.min(...late), 5);
});

Deno.test("DenoClock.at() rings each alarm once when many fall due together", async () => {
  using clock = new DenoClock();
  const rings = new Map<number, number>();
  for (let i = 0; i < 1000; i++) {
    clock.at(i % 7, () => rings.set(i, (rings.get(i) ?? 0) + 1));
  }
  await rung(clock, 20);
  assertEquals(rings.size, 1000);
  assert([...rings.values()].every((count) => count === 1));
});

Deno.test("DenoClock.at() rings alarms that are set inside alarms, shorter, longer and equal ones", async () => {
  using clock = new DenoClock();
  const rang = await new Promise<readonly number[]>((resolve) => {
    const durations: number[] = [];
    clock.at(5, () => {
      for (const ms of [20, 0, 5]) {
        clock.at(ms, () => {
          if (durations.push(ms) === 3) resolve(durations);
        });
      }
    });
  });
  assertEquals([...rang].sort(), [0, 20, 5]);
});

Deno.test("DenoClock goes on when an alarm sets itself again each time", async () => {
  using clock = new DenoClock();
  let rings = 0;
  await new Promise<void>((resolve) => {
    const again = () => ++rings === 10 ? resolve() : void clock.at(1, again);
    clock.at(1, again);
  });
  assertEquals(rings, 10);
});

Deno.test("DenoClock has one platform timer, however many alarms are set", async () => {
  using timers = new TimerCount();
  using clock = new DenoClock();
  for (let i = 0; i < 100; i++) clock.at(1000 + i, () => {});
  for (let i = 0; i < 100; i++) clock.at(50 - i % 50, () => {});
  await rung(clock, 10);
  assertEquals([timers.most, timers.live], [1, 1]);
});

Deno.test("DenoClock leaves its timer alone when alarms of the same duration follow each other", () => {
  using timers = new TimerCount();
  using clock = new DenoClock();
  for (let i = 0; i < 100; i++) clock.at(1000, () => {}).cancel();
  for (let i = 0; i < 100; i++) clock.at(1000, () => {});
  assertEquals(timers.set, 1);
});

Deno.test("Cancel.cancel() stops an alarm at the head, in the middle and at the tail, and no other", async () => {
  for (const gone of [[0], [2], [4], [0, 4], [1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3, 4], [4, 3, 2]]) {
    using clock = new DenoClock();
    const order: number[] = [];
    const alarms = [0, 1, 2, 3, 4].map((i) => clock.at(1, () => order.push(i)));
    for (const i of gone) alarms[i]!.cancel();
    await rung(clock, 1);
    assertEquals(order, [0, 1, 2, 3, 4].filter((i) => !gone.includes(i)));
  }
});

Deno.test("Cancel.cancel() does nothing the second time", async () => {
  using clock = new DenoClock();
  const order: string[] = [];
  const first = clock.at(1, () => order.push("first"));
  clock.at(1, () => order.push("second"));
  first.cancel();
  first.cancel();
  clock.at(1, () => order.push("third"));
  first.cancel();
  await rung(clock, 1);
  assertEquals(order, ["second", "third"]);
});

Deno.test("Cancel.cancel() does nothing the second time when its neighbours have left meanwhile", async () => {
  using clock = new DenoClock();
  const order: string[] = [];
  const [first, second] = ["first", "second", "third", "fourth"].map((name) =>
    clock.at(1, () => {
      if (order.push(name) > 4) throw new Error("The queue rings for ever");
    })
  );
  second!.cancel();
  first!.cancel();
  second!.cancel();
  await rung(clock, 1);
  assertEquals(order, ["third", "fourth"]);
});

Deno.test("Cancel.cancel() does nothing when the alarm has rung", async () => {
  using clock = new DenoClock();
  const order: string[] = [];
  let rang: Cancel | undefined;
  await new Promise<void>((resolve) => rang = clock.at(1, resolve));
  clock.at(1, () => order.push("next"));
  rang?.cancel();
  clock.at(1, () => order.push("one more"));
  rang?.cancel();
  await rung(clock, 1);
  assertEquals(order, ["next", "one more"]);
});

Deno.test("Cancel.cancel() stops an alarm when an earlier one of the same turn calls it", async () => {
  using clock = new DenoClock();
  const order: string[] = [];
  const alarms: Cancel[] = [];
  clock.at(1, () => {
    order.push("first");
    alarms[1]!.cancel();
    alarms[0]!.cancel();
  });
  for (const name of ["second", "third", "fourth"]) {
    alarms.push(clock.at(1, () => order.push(name)));
  }
  await rung(clock, 1);
  assertEquals(order, ["first", "fourth"]);
});

Deno.test("Cancel.cancel() of an alarm by itself does nothing", async () => {
  using clock = new DenoClock();
  const order: string[] = [];
  const self: Cancel = clock.at(1, () => {
    order.push("self");
    self.cancel();
  });
  clock.at(1, () => order.push("next"));
  await rung(clock, 1);
  assertEquals(order, ["self", "next"]);
});

Deno.test("DenoClock rings exactly the alarms that were not cancelled, whatever the order", async () => {
  const command = fc.record({ ms: fc.constantFrom(1, 2, 3), cancels: fc.option(fc.nat(30)) });
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
      using clock = new DenoClock();
      const [rang, expected] = [new Set<number>(), new Set<number>()];
      const alarms: Cancel[] = [];
      commands.forEach(({ ms, cancels }, i) => {
        alarms.push(clock.at(ms, () => rang.add(i)));
        expected.add(i);
        if (cancels === null || alarms[cancels] === undefined) return;
        // One that rings at the same time is cancelled too early to have rung: nothing rings within a turn.
        alarms[cancels].cancel();
        expected.delete(cancels);
      });
      await rung(clock, 4);
      assertEquals([...rang].sort(), [...expected].sort());
    }),
    { numRuns: 40 },
  );
});

Deno.test("DenoClock[Symbol.dispose]() leaves no timer and rings nothing any more", async () => {
  using timers = new TimerCount();
  let rings = 0;
  {
    using clock = new DenoClock();
    for (const ms of [1, 2, 60_000]) clock.at(ms, () => rings++);
    assertEquals(timers.live, 1);
  }
  assertEquals(timers.live, 0);
  using other = new DenoClock();
  await rung(other, 5);
  assertEquals(rings, 0);
});

Deno.test("DenoClock[Symbol.dispose]() leaves no timer when an alarm calls it", async () => {
  using timers = new TimerCount();
  const clock = new DenoClock();
  await new Promise<void>((resolve) => {
    for (const ms of [2, 60_000]) clock.at(ms, () => {});
    clock.at(1, () => {
      clock[Symbol.dispose]();
      resolve();
    });
  });
  assertEquals(timers.live, 0);
});

Deno.test("DenoClock.at() sets no timer after dispose", () => {
  using timers = new TimerCount();
  const clock = new DenoClock();
  clock[Symbol.dispose]();
  const alarm = clock.at(1000, () => {});
  const { live } = timers;
  clock[Symbol.dispose]();
  alarm.cancel();
  assertEquals(live, 0);
});

Deno.test("DenoClock.at() waits for more than a 32-bit timer can, without waking again and again", async () => {
  using timers = new TimerCount();
  using clock = new DenoClock();
  const days = 24 * 60 * 60 * 1000;
  let rings = 0;
  clock.at(30 * days, () => rings++);
  using other = new DenoClock();
  await rung(other, 20);
  assertEquals([rings, timers.set], [0, 2]);
});

Deno.test("DenoClock.now() goes forward", () => {
  using clock = new DenoClock();
  const first = clock.now();
  let second = clock.now();
  while (second === first) second = clock.now();
  assert(second > first);
});
