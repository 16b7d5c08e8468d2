import { assertEquals } from "@std/assert";
import { load, problems } from "../../tests/support/load_config.ts";
import type { LocalConfig } from "./config.ts";
import { DEFAULT_FAILOVER } from "./failover_choice.ts";
import { DEFAULT_HEALTH_TARGETS } from "./health_defaults.ts";

const SERVER = { server: "192.0.2.1", method: "aes-256-gcm", password: "a-long-password" };

Deno.test("failover has the defaults of Apache Traffic Server", () => {
  assertEquals(local({}).config.failover, DEFAULT_FAILOVER);
  assertEquals(DEFAULT_FAILOVER, {
    attempts: 4,
    attemptsPerUpstream: 1,
    failThreshold: 2,
    retryMs: 300_000,
    connectMs: 10_000,
    handshakeMs: 30_000,
  });
});

Deno.test("failover takes our keys and those of Apache Traffic Server", () => {
  const ours = {
    attempts: 3,
    attempts_per_upstream: 2,
    fail_threshold: 5,
    retry: 60,
    connect_timeout: 2.5,
    handshake_timeout: 7,
  };
  const theirs = {
    connection_attempts: 3,
    per_server_connection_attempts: 2,
    server_fail_threshold: 5,
    server_retry_time: 60,
    server_connect_timeout: 2.5,
    socks_timeout: 7,
  };
  for (const failover of [ours, theirs]) {
    const { config, warnings } = local({ failover });
    assertEquals(warnings, []);
    assertEquals(config.failover, {
      attempts: 3,
      attemptsPerUpstream: 2,
      failThreshold: 5,
      retryMs: 60_000,
      connectMs: 2_500,
      handshakeMs: 7_000,
    });
    assertEquals(config.timeouts.connectMs, 2_500);
  }
});

Deno.test("timeout bounds the connect where connect_timeout says nothing of it", () => {
  const limits = (said: object) => {
    const { failover: { connectMs, handshakeMs }, timeouts } = local(said).config;
    return [connectMs, handshakeMs, timeouts.connectMs];
  };
  assertEquals(limits({ timeout: 5 }), [5_000, 5_000, 5_000]);
  assertEquals(limits({ timeout: 300 }), [10_000, 30_000, 10_000]);
  assertEquals(limits({ timeout: 5, connect_timeout: 20 }), [20_000, 5_000, 20_000]);
});

Deno.test("failover refuses what cannot be", () => {
  const cases: Readonly<Record<string, string>> = {
    '"attempts": 0': "failover.attempts must be a whole number from 1 to 1000000, not 0",
    '"fail_threshold": 1.5':
      "failover.fail_threshold must be a whole number from 1 to 1000000, not 1.5",
    '"retry": -1': "failover.retry must be a number of seconds above 0, not -1",
    '"connect_timeout": "soon"':
      'failover.connect_timeout must be a number of seconds above 0, not "soon"',
  };
  for (const [member, message] of Object.entries(cases)) {
    assertEquals(problems("local", { file: `{"failover": {${member}}}` }), [message]);
  }
});

Deno.test("health is off unless it has an interval", () => {
  assertEquals(local({}).config.health, undefined);
  assertEquals(local({ health: { interval: 0 } }).config.health, undefined);
  const idle = local({ health: { max_rtt: 2 } });
  assertEquals(idle.config.health, undefined);
  assertEquals(idle.warnings, ["health.max_rtt has no effect without an interval above 0"]);
  assertEquals(local({ health: { interval: 60 } }).config.health, {
    intervalMs: 60_000,
    targets: DEFAULT_HEALTH_TARGETS,
    maxMs: 5_000,
  });
});

Deno.test("health asks for what it is told", () => {
  const targets = ["http://a.example/ok?x=1", "http://[::1]:8080"];
  const { config } = local({ health: { interval: 0.5, max_rtt: 2, targets } });
  assertEquals(config.health, {
    intervalMs: 500,
    maxMs: 2_000,
    targets: [
      { address: { host: "a.example", port: 80 }, path: "/ok?x=1" },
      { address: { host: "::1", port: 8080 }, path: "/" },
    ],
  });
  for (const target of ["https://a.example/", "a.example", "http://a b/", "http://me@h/"]) {
    const file = JSON.stringify({ health: { interval: 1, targets: target } });
    assertEquals(problems("local", { file })[0]?.startsWith("health.targets must be a URL"), true);
  }
});

Deno.test("a target of another scheme is told of by its scheme alone", () => {
  const file = '{"health": {"interval": 1, "targets": "https://me:planted@h/"}}';
  assertEquals(problems("local", { file }), [
    "health.targets must be a URL such as http://example.com/, not https://...",
  ]);
});

Deno.test("rust's balancer is taken as health, and told that servers stay in order", () => {
  const balancer = { max_server_rtt: 3, check_interval: 10, check_best_interval: 0 };
  const { config, warnings } = local({ balancer });
  assertEquals([config.health?.intervalMs, config.health?.maxMs], [10_000, 3_000]);
  assertEquals(warnings, [
    "balancer.check_interval is taken as health's, but servers are tried in their order",
  ]);
  assertEquals(local({ balancer, balance: "latency" }).warnings, []);
});

Deno.test("failover and health have no effect where there is no upstream, and say so", () => {
  const { config, warnings } = load("server", {
    file: JSON.stringify({
      ...SERVER,
      failover: { retry: 60, connect_timeout: 5 },
      health: { interval: 60 },
      balance: "strict",
    }),
  });
  assertEquals([config.failover, config.health], [DEFAULT_FAILOVER, undefined]);
  assertEquals(config.timeouts.connectMs, 5000);
  assertEquals(warnings, [
    "balance has no effect: there is no upstream",
    "failover.retry has no effect: there is no upstream",
    "health.interval has no effect: there is no upstream",
  ]);
});

function local(said: object) {
  return load<LocalConfig>("local", { file: JSON.stringify({ ...SERVER, ...said }) });
}
