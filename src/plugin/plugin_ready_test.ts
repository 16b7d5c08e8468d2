import { assertEquals } from "@std/assert";
import type { HostPort } from "../net/address.ts";
import { isSettled, ManualClock } from "../../tests/support/manual_clock.ts";
import { untilAccepting, untilSettled } from "./plugin_ready.ts";

const ADDRESS = { host: "127.0.0.1", port: 8388 };

Deno.test("untilAccepting() tries until somebody takes the connection", async () => {
  const clock = new ManualClock();
  const { signal } = new AbortController();
  let tries = 0;
  const ready = untilAccepting(ADDRESS, () => Promise.resolve(++tries === 3))({ clock, signal });
  assertEquals(await isSettled(ready), false);
  await clock.advance(20);
  assertEquals([tries, await isSettled(ready)], [2, false]);
  await clock.advance(20);
  assertEquals([tries, await isSettled(ready), clock.pending], [3, true, 0]);
});

Deno.test("untilAccepting() gives up when the signal aborts", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const { signal } = controller;
  const ready = untilAccepting(ADDRESS, () => Promise.resolve(false))({ clock, signal });
  assertEquals(await isSettled(ready), false);
  controller.abort();
  assertEquals([await isSettled(ready), clock.pending], [true, 0]);
});

for (const [host, tried] of [["0.0.0.0", "127.0.0.1"], ["::", "::1"], ["a.example", "a.example"]]) {
  Deno.test(`untilAccepting() tries ${tried} when the plugin is to listen on ${host}`, async () => {
    const asked: HostPort[] = [];
    const accepts = (address: HostPort) => {
      asked.push(address);
      return Promise.resolve(true);
    };
    const { signal } = new AbortController();
    await untilAccepting({ host: host!, port: 1 }, accepts)({ clock: new ManualClock(), signal });
    assertEquals(asked, [{ host: tried!, port: 1 }]);
  });
}

Deno.test("untilSettled() waits half a second", async () => {
  const clock = new ManualClock();
  const { signal } = new AbortController();
  const ready = untilSettled()({ clock, signal });
  await clock.advance(499);
  assertEquals(await isSettled(ready), false);
  await clock.advance(1);
  assertEquals(await isSettled(ready), true);
});
