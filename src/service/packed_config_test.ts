import { assertEquals } from "@std/assert";
import type { Config, ServerEntry } from "../config/config.ts";
import { shadowsocksServers } from "../config/shadowsocks_servers.ts";
import { LOCAL, SERVER, TUNNEL } from "../../tests/support/sample_config.ts";
import { packConfig, unpackConfig } from "./packed_config.ts";

for (const config of [LOCAL, SERVER, TUNNEL]) {
  Deno.test(`unpackConfig() gives back the config of a ${config.role} when it was cloned between`, () => {
    const received = unpackConfig(structuredClone(packConfig(config)));
    assertEquals(received, config);
    // Equal Secrets may hold different texts: their inside is private.
    assertEquals(secretsOf(received), secretsOf(config));
  });
}

function secretsOf(config: Config): readonly string[] {
  const entries = config.role === "server" ? config.listeners : shadowsocksServers(config);
  const users = config.role === "local" ? config.users : [];
  return [...entries.map(secretOf), ...users.map(({ password }) => password.reveal())];
}

function secretOf({ key }: ServerEntry): string {
  switch (key?.kind) {
    case "password":
      return key.password.reveal();
    case "raw":
      return key.base64url.reveal();
    case "psk":
      return key.chain.reveal();
    default:
      return "";
  }
}
