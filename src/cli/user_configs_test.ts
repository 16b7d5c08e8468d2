import { assertEquals, assertThrows } from "@std/assert";
import { load } from "../../tests/support/load_config.ts";
import type { LocalConfig, ServerConfig } from "../config/config.ts";
import { shadowsocksServers } from "../config/shadowsocks_servers.ts";
import type { EncryptingName } from "../crypto/method_table.ts";
import { UsageError } from "./usage_error.ts";
import { makeUserConfigs } from "./user_configs.ts";

const ADDRESS = { host: "server.example", port: 8388 };

for (const method of ["2022-blake3-aes-128-gcm", "aes-256-gcm"] as const) {
  Deno.test(`makeUserConfigs() makes configurations that need no change (${method})`, () => {
    const { server, clients } = makeUserConfigs(
      { method, address: ADDRESS, names: ["alice", "bob"] },
      counting(),
    );
    const ours = load<ServerConfig>("server", { file: JSON.stringify(server) });
    assertEquals(ours.warnings, []);
    assertEquals(ours.config.listeners[0]!.users.map(({ name }) => name), ["alice", "bob"]);
    for (const { config } of clients) {
      const theirs = load<LocalConfig>("local", { file: JSON.stringify(config) });
      assertEquals(theirs.warnings, []);
      assertEquals(shadowsocksServers(theirs.config)[0]!.address, ADDRESS);
    }
  });
}

Deno.test("makeUserConfigs() gives a client of 2022 the server's key and its own", () => {
  const { server, clients } = makeUserConfigs(
    { method: "2022-blake3-aes-128-gcm", address: ADDRESS, names: ["alice", "bob"] },
    (() => {
      let count = 0;
      return () => `key${++count}`;
    })(),
  );
  assertEquals(Reflect.get(server, "password"), "key3");
  assertEquals(clients.map(({ config }) => Reflect.get(config, "password")), [
    "key3:key1",
    "key3:key2",
  ]);
  assertEquals(
    clients[1]!.link,
    "ss://2022-blake3-aes-128-gcm:key3%3Akey2@server.example:8388#bob",
  );
});

Deno.test("makeUserConfigs() refuses a method without identities", () => {
  const method: EncryptingName = "2022-blake3-chacha20-poly1305";
  assertThrows(
    () => makeUserConfigs({ method, address: ADDRESS, names: ["alice"] }, counting()),
    UsageError,
    "cannot tell users apart",
  );
});

function counting(): (bytes: number) => string {
  let seed = 0;
  return (bytes) => new Uint8Array(bytes).fill(++seed).toBase64();
}
