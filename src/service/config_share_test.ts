import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LOCAL, SERVER, TUNNEL } from "../../tests/support/sample_config.ts";
import { modesOf } from "../config/mode.ts";
import type { HostPort } from "../net/address.ts";
import { listenAddresses, partOf, shareOf } from "./config_share.ts";

const ELSEWHERE = [{ host: "127.0.0.1", port: 40_001 }, { host: "::1", port: 40_002 }];
const CAPS = { connections: 28, associations: 11 };
const MEMBERS = [0, 1].map((index) => ({ addresses: ELSEWHERE, caps: CAPS, parts: 2, index }));

for (const config of [LOCAL, TUNNEL, SERVER]) {
  Deno.test(`shareOf() lets a worker of a ${config.role} share the ports that were picked`, () => {
    const addresses = ELSEWHERE.slice(0, listenAddresses(config).length);
    const share = shareOf({ ...config, workers: 4 }, { addresses, caps: CAPS, parts: 4, index: 0 });
    assertEquals(listenAddresses(share), addresses);
    assertEquals([share.reusePort, share.maxConnections, share.workers], [true, 7, 1]);
  });
}

Deno.test("shareOf() leaves everything else as it is", () => {
  const addresses = listenAddresses(SERVER);
  const share = shareOf(SERVER, { addresses, caps: CAPS, parts: 4, index: 0 });
  assertEquals(share, { ...SERVER, reusePort: true, maxConnections: 7 });
});

Deno.test("shareOf() has one worker take the packets of a port, and all of them its connections", () => {
  const tunnel = { ...TUNNEL, mode: "tcp_and_udp" } as const;
  assertEquals(MEMBERS.map((part) => shareOf(tunnel, part)).map((share) => modesOf(share)), [
    ["tcp_and_udp"],
    ["tcp_only"],
  ]);
  const [udp, ...others] = SERVER.listeners;
  const server = { ...SERVER, listeners: [{ ...udp!, mode: "udp_only" as const }, ...others] };
  assertEquals(MEMBERS.map((part) => shareOf(server, part)).map((share) => modesOf(share)), [
    ["udp_only", "tcp_only"],
    ["tcp_only"],
  ]);
});

Deno.test("shareOf() has every worker of a local take associations, whose ports are their own", () => {
  const local = { ...LOCAL, mode: "tcp_and_udp" } as const;
  const shares = MEMBERS.map((part) => shareOf(local, part));
  assertEquals(shares.map((share) => modesOf(share)), [["tcp_and_udp"], ["tcp_and_udp"]]);
  assertEquals(shares.map(({ udp }) => udp.maxAssociations), [6, 5]);
});

Deno.test("shareOf() has one worker alone keep the DNS front door", () => {
  const [listen, door] = ELSEWHERE as [HostPort, HostPort];
  const remote = { host: "192.0.2.53", port: 53 };
  const local = { ...LOCAL, dnsDoor: { listen: { host: "127.0.0.1", port: 0 }, remote } };
  assertEquals(listenAddresses(local), [LOCAL.listen, local.dnsDoor.listen]);
  assertEquals(MEMBERS.map((part) => listenAddresses(shareOf(local, part))), [
    [listen, door],
    [listen],
  ]);
});

Deno.test("partOf() cuts into parts that make the whole and differ by one at most", () => {
  const whole = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(fc.property(whole, fc.integer({ min: 1, max: 256 }), (whole, parts) => {
    const cut = Array.from({ length: parts }, (_, index) => partOf(whole, { parts, index }));
    assertEquals(cut.reduce((total, part) => total + part), whole);
    assertEquals(Math.max(...cut) - Math.min(...cut) <= 1, true);
  }));
});
