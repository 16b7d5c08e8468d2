import { assertEquals, assertThrows } from "@std/assert";
import { freePort, isFree } from "../../src/plugin/deno_free_port.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import { UdpEcho } from "../support/udp_echo.ts";

Deno.test("isFree() is false where somebody takes connections or packets", async () => {
  await using connections = new EchoTarget();
  await using packets = new UdpEcho();
  const [free] = freePorts(1);
  assertEquals([connections.port, packets.port, free!].map(isFree), [false, false, true]);
});

Deno.test("freePort() passes over a port that is taken", () => {
  const [taken, free] = freePorts(2);
  using _ = Deno.listen({ hostname: "127.0.0.1", port: taken! });
  const drawn = [taken!, free!].map(drawing);
  assertEquals(freePort(() => drawn.shift()!), { host: "127.0.0.1", port: free! });
});

Deno.test("freePort() gives up when every port that it tries is taken", () => {
  const [taken] = freePorts(1);
  using _ = Deno.listen({ hostname: "127.0.0.1", port: taken! });
  assertThrows(() => freePort(() => drawing(taken!)), Error, "Cannot find a free port");
});

/** What chance must say for this port: there are 20,000 from 12,000 on. */
function drawing(port: number): number {
  return (port - 12_000 + 0.5) / 20_000;
}
