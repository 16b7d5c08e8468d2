import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { FakePacketDialer } from "../../tests/support/fake_packets.ts";
import { DialError } from "../net/dial_failure.ts";
import type { WayOut } from "./way_out.ts";
import { ChangingWayOut } from "./changing_way_out.ts";

const TARGET = { host: "192.0.2.1", port: 80 };
const PACKETS = { client: "192.0.2.9", dropped: () => {} };

Deno.test("ChangingWayOut goes by the way that it was changed to last, and ends the one before", async () => {
  const [first, second] = [wayOut(), wayOut()];
  const changing = new ChangingWayOut(first.way);
  dial(changing);
  await changing.packetDialer!.open(PACKETS);
  await changing.change(Promise.resolve(second.way));
  dial(changing);
  await changing.packetDialer!.open(PACKETS);
  for (const { dialer, packetDialer } of [first, second]) {
    assertEquals([dialer.dials.length, packetDialer.conns.length], [1, 1]);
  }
  assertEquals([first.closed(), second.closed()], [1, 0]);
  changing.close();
  assertEquals([first.closed(), second.closed()], [1, 1]);
});

Deno.test("ChangingWayOut carries no packets where the first way does not, and refuses them where the next does not", async () => {
  const without = (): WayOut => ({ ...wayOut().way, packetDialer: undefined });
  assertStrictEquals(new ChangingWayOut(without()).packetDialer, undefined);
  const changing = new ChangingWayOut(wayOut().way);
  await changing.change(Promise.resolve(without()));
  await assertRejects(() => changing.packetDialer!.open(PACKETS), DialError, "no upstream");
});

Deno.test("ChangingWayOut stays with what was asked for last, whichever is ready first", async () => {
  const [first, second, third] = [wayOut(), wayOut(), wayOut()];
  const changing = new ChangingWayOut(first.way);
  const slow = Promise.withResolvers<WayOut>();
  const changed = changing.change(slow.promise);
  await changing.change(Promise.resolve(third.way));
  slow.resolve(second.way);
  await changed;
  dial(changing);
  assertEquals([second.dialer.dials.length, third.dialer.dials.length], [0, 1]);
  assertEquals([first, second, third].map(({ closed }) => closed()), [1, 1, 0]);
});

Deno.test("ChangingWayOut stays as it is when the next way cannot be had", async () => {
  const [first, second] = [wayOut(), wayOut()];
  const changing = new ChangingWayOut(first.way);
  const slow = Promise.withResolvers<WayOut>();
  const changed = changing.change(slow.promise);
  await assertRejects(() => changing.change(Promise.reject(new Error("No such file"))));
  slow.resolve(second.way);
  await changed;
  dial(changing);
  assertEquals([first.dialer.dials.length, second.dialer.dials.length], [0, 1]);
});

Deno.test("ChangingWayOut ends a way that is ready only after it was closed", async () => {
  const [first, second] = [wayOut(), wayOut()];
  const changing = new ChangingWayOut(first.way);
  const slow = Promise.withResolvers<WayOut>();
  const changed = changing.change(slow.promise);
  changing.close();
  slow.resolve(second.way);
  await changed;
  assertEquals([first.closed(), second.closed()], [1, 1]);
});

function wayOut() {
  const dialer = new FakeDialer();
  const packetDialer = new FakePacketDialer();
  let closed = 0;
  const way: WayOut = {
    dialer,
    packetDialer,
    engines: [],
    admits: undefined,
    close: () => void closed++,
  };
  return { way, dialer, packetDialer, closed: () => closed };
}

function dial({ dialer }: ChangingWayOut): void {
  dialer.dial(TARGET, { signal: new AbortController().signal, progress: () => {} });
}
