import { assertEquals } from "@std/assert";
import { PacketBacklog } from "./packet_backlog.ts";

const PEER = { host: "192.0.2.1", port: 53 };

Deno.test("PacketBacklog keeps copies, in order", () => {
  const backlog = new PacketBacklog();
  const payload = Uint8Array.of(1);
  backlog.add({ peer: PEER, payload });
  payload[0] = 2;
  backlog.add({ peer: PEER, payload });
  payload[0] = 3;
  assertEquals(backlog.takeAll().map(({ payload }) => payload[0]), [1, 2]);
  assertEquals(backlog.takeAll(), []);
});

Deno.test("PacketBacklog has room for 16 packets or 64 KiB, and again when it was emptied", () => {
  const backlog = new PacketBacklog();
  const add = (bytes: number) => backlog.add({ peer: PEER, payload: new Uint8Array(bytes) });
  assertEquals(Array.from({ length: 17 }, () => add(0)).indexOf(false), 16);
  backlog.takeAll();
  assertEquals([add(60_000), add(6_000), add(5_536), add(1)], [true, false, true, false]);
  backlog.takeAll();
  assertEquals(add(65_536), true);
});
