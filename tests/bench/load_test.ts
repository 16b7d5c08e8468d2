import { assertGreater, assertRejects } from "@std/assert";
import { freePorts } from "../support/listening_ports.ts";
import { Load } from "./load.ts";

Deno.test("Load moves bytes both ways, and holds connections, straight to its own targets", async () => {
  await using load = await Load.start();
  const { source, sink, echo } = load.targets;
  for (
    const { bytes, seconds } of [await load.download(source, 0.1), await load.upload(sink, 0.1)]
  ) {
    assertGreater(bytes, 1_000_000);
    assertGreater(seconds, 0.09);
  }
  await load.hold(echo, 120);
  await load.release();
});

Deno.test("Load tells when there is nobody to go through", async () => {
  await using load = await Load.start();
  const [port] = freePorts(1);
  await assertRejects(() => load.hold(port!, 1), Error, "refused");
});
