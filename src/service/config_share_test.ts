import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LOCAL, SERVER, TUNNEL } from "../../tests/support/sample_config.ts";
import { listenAddresses, partOf, shareOf } from "./config_share.ts";

const ELSEWHERE = [{ host: "127.0.0.1", port: 40_001 }, { host: "::1", port: 40_002 }];

for (const config of [LOCAL, TUNNEL, SERVER]) {
  Deno.test(`shareOf() lets a worker of a ${config.role} share the ports that were picked`, () => {
    const addresses = ELSEWHERE.slice(0, listenAddresses(config).length);
    const share = shareOf({ ...config, workers: 4 }, { addresses, maxConnections: 7 });
    assertEquals(listenAddresses(share), addresses);
    assertEquals([share.reusePort, share.maxConnections, share.workers], [true, 7, 1]);
  });
}

Deno.test("shareOf() leaves everything else as it is", () => {
  const addresses = listenAddresses(SERVER);
  const share = shareOf(SERVER, { addresses, maxConnections: 7 });
  assertEquals(share, { ...SERVER, reusePort: true, maxConnections: 7 });
});

Deno.test("partOf() cuts into parts that make the whole and differ by one at most", () => {
  const whole = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(fc.property(whole, fc.integer({ min: 1, max: 256 }), (whole, parts) => {
    const cut = Array.from({ length: parts }, (_, index) => partOf(whole, { parts, index }));
    assertEquals(cut.reduce((total, part) => total + part), whole);
    assertEquals(Math.max(...cut) - Math.min(...cut) <= 1, true);
  }));
});
