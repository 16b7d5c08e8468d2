import { assertEquals } from "@std/assert";
import { LOCAL, SERVER } from "../../tests/support/sample_config.ts";
import { dialLimitMs } from "./dial_limit.ts";

const FAILOVER = { ...LOCAL.failover, attempts: 3, connectMs: 1000, handshakeMs: 500 };

Deno.test("dialLimitMs() is the time to connect where there is no upstream", () => {
  assertEquals(dialLimitMs({ ...SERVER, upstreams: [] }), SERVER.timeouts.connectMs);
});

Deno.test("dialLimitMs() leaves time for every attempt, and for the direct way", () => {
  const config = { ...LOCAL, failover: FAILOVER };
  assertEquals(dialLimitMs(config), 3000 + LOCAL.timeouts.connectMs);
});

Deno.test("dialLimitMs() leaves time for handshakes, where there are any", () => {
  const [first] = LOCAL.upstreams;
  const upstreams = [{ ...first!, through: "other" }];
  const config = { ...LOCAL, upstreams, failover: FAILOVER };
  assertEquals(dialLimitMs(config), 4500 + LOCAL.timeouts.connectMs);
});

Deno.test("dialLimitMs() leaves time for both handshakes where a proxy is reached through another", () => {
  const proxy = {
    name: "far",
    kind: "socks5",
    address: { host: "192.0.2.1", port: 1080 },
  } as const;
  const upstream = {
    ...proxy,
    user: undefined,
    tls: undefined,
    weights: { streams: 1, packets: 1 },
  };
  const limitOf = (through: string | undefined) =>
    dialLimitMs({ ...LOCAL, upstreams: [{ ...upstream, through }], failover: FAILOVER });
  assertEquals(limitOf(undefined), 4500 + LOCAL.timeouts.connectMs);
  assertEquals(limitOf("other"), 6000 + LOCAL.timeouts.connectMs);
});
