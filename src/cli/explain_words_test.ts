import { assert } from "@std/assert";
import { load } from "../../tests/support/load_config.ts";
import type { Role } from "../config/default_settings.ts";
import { meaningOf } from "./explain_words.ts";

const SHARED = {
  method: "aes-256-gcm",
  password: "a-strong-password",
  plugin: "obfs-local",
  allow_segmented_header: true,
  max_connections: 100,
  log_file: "log",
  pid_file: "pid",
  acl: "acl",
  rules: [{ domain: ["example.com"], route: "direct" }],
  resolve: true,
  country_file: "countries",
  failover: { connect_timeout: 5, handshake_timeout: 5 },
  health: { interval: 60, targets: ["http://example.com/"], max_rtt: 5 },
};

const SERVERS: readonly object[] = [
  { name: "a", server: "192.0.2.1", prefix: "abc", plugin: "" },
  { name: "b", server: "192.0.2.2" },
];

const CONFIGS: readonly (readonly [Role, object])[] = [
  ["local", {
    servers: SERVERS,
    users: ["me:a-password"],
    udp_associate_addr: "192.0.2.9",
    dns_listen: "127.0.0.1:5353",
  }],
  ["tunnel", {
    servers: SERVERS,
    tunnel_address: "example.com:80",
    // More than are shown one by one.
    rules: Array.from({ length: 51 }, (_, port) => ({ port: port + 1, route: "direct" })),
  }],
  ["server", { server: "0.0.0.0", users: ["me:a-password"] }],
];

for (const [role, config] of CONFIGS) {
  Deno.test(`meaningOf() has a sentence for each value of a ${role}`, () => {
    const { values } = load(role, {
      file: JSON.stringify({ ...SHARED, ...config }),
      files: { acl: "[bypass_all]\n" },
    });
    for (const { name } of values) assert(meaningOf(name) !== undefined, name);
  });
}

Deno.test("meaningOf() has no sentence for what is no value", () => {
  assert(meaningOf("toString") === undefined);
});
