import { assertEquals } from "@std/assert";
import { failure, load, problems } from "../../tests/support/load_config.ts";
import type { LocalConfig, ServerConfig, ServerEntry } from "./config.ts";
import { shadowsocksServers } from "./shadowsocks_servers.ts";

const METHOD = "2022-blake3-aes-256-gcm";
const [ONE, TWO, THREE] = [1, 2, 3].map((seed) => new Uint8Array(32).fill(seed).toBase64());
const SHORT = new Uint8Array(24).fill(4).toBase64();

Deno.test("a key of 2022 is taken from password or key, by client and server", () => {
  for (const flags of [{ password: ONE }, { key: ONE }, { key: urlSafe(ONE!) }]) {
    const client = load<LocalConfig>("local", { flags: { server: "a", method: METHOD, ...flags } });
    assertEquals(chainOf(shadowsocksServers(client.config)[0]), ONE);
    assertEquals(client.warnings, []);
    const server = load<ServerConfig>("server", { flags: { method: METHOD, ...flags } });
    assertEquals(chainOf(server.config.listeners[0]), ONE);
  }
});

Deno.test("a client's key of 2022 may be a chain, a server's may not", () => {
  const flags = { server: "a.example", method: METHOD, password: `${ONE}:${TWO}` };
  const { config } = load<LocalConfig>("local", { flags });
  assertEquals(chainOf(shadowsocksServers(config)[0]), `${ONE}:${TWO}`);
  const { server: _, ...own } = flags;
  assertEquals(problems("server", { flags: own }), [
    "password is a chain of keys, as a client has it",
  ]);
});

Deno.test("what is no key of 2022 is refused with the reason, and never shown", () => {
  const cases: Readonly<Record<string, string>> = {
    "correct horse battery": "is not base64",
    [SHORT]: "is 24 bytes long, must be 32",
    [`${ONE}:${SHORT}`]: "has 2 keys, of which the second is 24 bytes long, must be 32",
  };
  for (const [password, fault] of Object.entries(cases)) {
    const error = failure("local", { flags: { server: "a", method: METHOD, password } });
    assertEquals(error.problems.map(({ message, hint }) => [message, hint]), [[
      `password ${fault}: ${METHOD} takes the base64 of a key, not a password`,
      `umbra genkey -m ${METHOD} makes one`,
    ]]);
    assertEquals(error.message.includes(password), false);
  }
});

Deno.test("a method of 2022 without identities takes no chain", () => {
  const method = "2022-blake3-chacha20-poly1305";
  const flags = { server: "a.example", method, password: `${ONE}:${TWO}:${THREE}` };
  assertEquals(problems("local", { flags }), [
    `password has 3 keys, but ${method} knows no identities`,
  ]);
});

function chainOf(entry: ServerEntry | undefined): string | undefined {
  return entry?.key?.kind === "psk" ? entry.key.chain.reveal() : undefined;
}

function urlSafe(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
