import { assertEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { Deadline } from "./deadline.ts";

Deno.test("Deadline passes once, when it is due, and then is still set", async () => {
  const { clock, deadline, passed } = rig();
  assertEquals(deadline.isSet, false);
  deadline.set(100, () => passed.push(clock.now()));
  await clock.advance(99);
  assertEquals({ passed, isSet: deadline.isSet }, { passed: [], isSet: true });
  await clock.advance(500);
  assertEquals({ passed, isSet: deadline.isSet }, { passed: [100], isSet: true });
});

Deno.test("Deadline holds the one that was set last, and none once it is cancelled", async () => {
  const { clock, deadline, passed } = rig();
  deadline.set(100, () => passed.push(-1));
  deadline.set(200, () => passed.push(clock.now()));
  await clock.advance(300);
  assertEquals(passed, [200]);
  deadline.set(100, () => passed.push(-2));
  deadline.cancel();
  await clock.advance(300);
  assertEquals({ passed, isSet: deadline.isSet }, { passed: [200], isSet: false });
});

Deno.test("Deadline lets whoever was held up read before it passes", async () => {
  const { clock, deadline, passed } = rig();
  deadline.set(100, () => passed.push(clock.now()));
  clock.stall(130);
  await clock.advance(0);
  assertEquals(passed, []);
  await clock.advance(1);
  assertEquals(passed, [131]);
});

Deno.test("Deadline can be cancelled after a stall as before", async () => {
  const { clock, deadline, passed } = rig();
  deadline.set(100, () => passed.push(clock.now()));
  clock.stall(130);
  await clock.advance(0);
  deadline.cancel();
  await clock.advance(100);
  assertEquals({ passed, pending: clock.pending }, { passed: [], pending: 0 });
});

function rig() {
  const clock = new ManualClock();
  return { clock, deadline: new Deadline(clock), passed: [] as number[] };
}
