import { assertEquals, assertRejects } from "@std/assert";
import { FakePacketConn } from "../../tests/support/fake_packets.ts";
import { isSettled, settle } from "../../tests/support/manual_clock.ts";
import { StreamError } from "../net/stream_error.ts";
import { PacketMerge } from "./packet_merge.ts";

const PEER = { host: "192.0.2.1", port: 53 };

Deno.test("PacketMerge gives the packets of all ends, each end's in their order", async () => {
  const { merge, ends: [first, second] } = mergeOf(2);
  first!.put(PEER, "a1");
  first!.put(PEER, "a2");
  second!.put(PEER, "b1");
  const texts = [await textOf(merge), await textOf(merge), await textOf(merge)];
  assertEquals(texts.toSorted(), ["a1", "a2", "b1"]);
  assertEquals(texts.filter((text) => text.startsWith("a")), ["a1", "a2"]);
});

Deno.test("PacketMerge asks an end for more only when its last packet has been used", async () => {
  const merge = new PacketMerge();
  let asked = 0;
  const conn = new FakePacketConn(() => {});
  merge.add({
    receive: () => {
      asked++;
      return conn.receive();
    },
    send: () => Promise.resolve(undefined),
    close: () => conn.close(),
  });
  conn.put(PEER, "one");
  conn.put(PEER, "two");
  assertEquals(await textOf(merge), "one");
  await settle();
  assertEquals(asked, 1);
  assertEquals(await textOf(merge), "two");
  assertEquals(asked, 2);
});

Deno.test("PacketMerge goes on with the others when one end breaks", async () => {
  const { merge, ends: [first, second], over: [firstOver] } = mergeOf(2);
  const next = merge.next();
  first!.breakWith(new StreamError("reset", "Broken"));
  await firstOver;
  assertEquals(await isSettled(next), false);
  second!.put(PEER, "alive");
  assertEquals(new TextDecoder().decode((await next).payload), "alive");
});

Deno.test("PacketMerge rejects what waits when it is closed, and lets its ends go", async () => {
  const { merge, ends: [first], over } = mergeOf(1);
  const next = merge.next();
  merge.close();
  merge.close();
  await assertRejects(() => next, StreamError, "closed");
  await assertRejects(() => merge.next(), StreamError, "closed");
  first!.put(PEER, "late");
  await Promise.all(over);
});

function mergeOf(count: number) {
  const merge = new PacketMerge();
  const ends = Array.from({ length: count }, () => new FakePacketConn(() => {}));
  return { merge, ends, over: ends.map((end) => merge.add(end)) };
}

async function textOf(merge: PacketMerge): Promise<string> {
  return new TextDecoder().decode((await merge.next()).payload);
}
