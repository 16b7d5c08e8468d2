import { assertEquals } from "@std/assert";
import { load, problems } from "../../tests/support/load_config.ts";
import type { LocalConfig, ServerConfig } from "./config.ts";
import { shadowsocksServers } from "./shadowsocks_servers.ts";

const SERVER = { server: "192.0.2.1", method: "aes-256-gcm", password: "a-strong-password" };

Deno.test("prefix is taken from the top, from an entry of servers[] and from a flag", () => {
  const outline = '{"prefix": "\\u0016\\u0003\\u0001\\u0000\\u00ff", "servers": [{}, ' +
    '{"server": "192.0.2.2", "prefix": "POST "}], ' + JSON.stringify(SERVER).slice(1);
  const { config, warnings } = load<LocalConfig>("local", { file: outline });
  assertEquals(prefixes(config), ["\x16\x03\x01\0\xff", "POST "]);
  assertEquals(warnings, []);
  const flagged = load<LocalConfig>("local", { file: outline, flags: { prefix: "GET " } });
  assertEquals(prefixes(flagged.config), ["GET ", "GET "]);
});

Deno.test("there is no prefix when nobody asks for one", () => {
  for (const flags of [SERVER, { ...SERVER, prefix: "" }]) {
    assertEquals(prefixes(load<LocalConfig>("local", { flags }).config), [""]);
  }
});

Deno.test("umbra check shows a prefix byte by byte, whatever a terminal would make of it", () => {
  const { values } = load("local", { flags: { ...SERVER, prefix: "\x1b[2J\xff" } });
  assertEquals(values.find(({ name }) => name === "prefix")?.value, "1b 5b 32 4a ff");
});

Deno.test("a prefix leaves 16 bytes of each salt random, or is refused", () => {
  const asking = (method: string, bytes: number) => (
    { flags: { ...SERVER, method, prefix: "x".repeat(bytes) } }
  );
  for (const [method, room] of [["aes-256-gcm", 16], ["aes-192-gcm", 8]] as const) {
    const { config } = load<LocalConfig>("local", asking(method, room));
    assertEquals(prefixes(config), ["x".repeat(room)]);
    assertEquals(problems("local", asking(method, room + 1)), [
      `prefix is ${room + 1} bytes long: with ${method} there is room for ${room}`,
    ]);
  }
  assertEquals(problems("local", asking("aes-128-gcm", 1)), [
    "prefix finds no room: all 16 bytes of a salt of aes-128-gcm must be random",
  ]);
});

Deno.test("a prefix is refused where salts cannot have one", () => {
  const key = new Uint8Array(32).toBase64();
  const with2022 = { ...SERVER, method: "2022-blake3-aes-256-gcm", password: key, prefix: "GET " };
  assertEquals(problems("local", { flags: with2022 }), [
    "prefix is not for 2022-blake3-aes-256-gcm: its salts are random all through (SIP022)",
  ]);
  const plain = { ...SERVER, method: "none", insecure: true, prefix: "GET " };
  assertEquals(problems("local", { flags: plain }), [
    "prefix has nothing to stand in: the method none has no salts",
  ]);
  assertEquals(problems("local", { flags: { ...SERVER, prefix: "\u0100" } }), [
    'prefix must be characters up to U+00FF, each of which stands for a byte, not "\u0100"',
  ]);
});

Deno.test("a server takes no prefix, and says so", () => {
  const { config, warnings } = load<ServerConfig>("server", {
    flags: { ...SERVER, prefix: "GET " },
  });
  assertEquals(config.listeners.map(({ saltPrefix }) => saltPrefix), [""]);
  assertEquals(warnings, ["prefix is for clients: a server's salts stay random"]);
});

function prefixes(config: LocalConfig): readonly string[] {
  return shadowsocksServers(config).map(({ saltPrefix }) => saltPrefix);
}
