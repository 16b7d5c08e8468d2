import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { freePorts } from "../support/listening_ports.ts";
import { Load } from "./load.ts";

Deno.test("Load moves bytes both ways, and holds connections, straight to its own targets", async () => {
  await using load = await Load.start();
  const { source, sink, echo, both } = load.targets;
  for (
    const { bytes, seconds } of [await load.download(source, 0.1), await load.upload(sink, 0.1)]
  ) {
    assertGreater(bytes, 1_000_000);
    assertGreater(seconds, 0.09);
  }
  const { tripsMs } = await load.pingPong(both, 0.3);
  assertGreater(tripsMs.length, 3);
  await load.hold(echo, 120);
  await load.release();
});

Deno.test("Load moves packets there and back, and holds clients, straight to its own target", async () => {
  await using load = await Load.start();
  const { packets: port } = load.targets;
  const { tripsMs } = await load.pingPongPackets(port, 0.3);
  assertGreater(tripsMs.length, 3);
  const { packets, seconds, lost } = await load.exchangePackets(port, 0.1);
  assertGreater(packets, 100);
  assertGreater(seconds, 0.09);
  assertEquals(lost, 0);
  await load.holdPackets(port, 40);
  await load.releasePackets();
});

Deno.test("Load tells when there is nobody to go through", async () => {
  await using load = await Load.start();
  const [port] = freePorts(1);
  await assertRejects(() => load.hold(port!, 1), Error, "refused");
});

Deno.test("Load gives up on what stalls", async () => {
  await using load = await Load.start({ graceMs: 200 });
  // The sink never answers.
  await assertRejects(() => load.download(load.targets.sink, 0.1), Error, "stalled at /download");
});
