import { assertEquals } from "@std/assert";
import { load, problems } from "../../tests/support/load_config.ts";
import type { ServerConfig } from "./config.ts";

const METHOD = "2022-blake3-aes-128-gcm";
const [SERVER_KEY, ALICES, BOBS] = [1, 2, 3].map((seed) =>
  new Uint8Array(16).fill(seed).toBase64()
);

Deno.test("the users of a port are read as shadowsocks-rust and sing-box write them, and as texts", () => {
  const forms = [
    `[{"name": "alice", "password": "${ALICES}"}, {"name": "bob", "password": "${BOBS}"}]`,
    `["alice:${ALICES}", "bob:${BOBS}"]`,
  ];
  for (const users of forms) {
    const { config, warnings } = load<ServerConfig>("server", {
      file: `{"method": "${METHOD}", "password": "${SERVER_KEY}", "users": ${users}}`,
    });
    assertEquals(warnings, []);
    assertEquals(namesAndKeys(config), [["alice", ALICES], ["bob", BOBS]]);
  }
});

Deno.test("each port has its own users, or those at the top", () => {
  const { config } = load<ServerConfig>("server", {
    file: `{"method": "${METHOD}", "password": "${SERVER_KEY}", "users": ["alice:${ALICES}"],
      "servers": [
        {"server": "127.0.0.1", "server_port": 1},
        {"server": "127.0.0.1", "server_port": 2, "users": ["bob:${BOBS}"]}]}`,
  });
  assertEquals(config.listeners.map(({ users }) => users.map(({ name }) => name)), [
    ["alice"],
    ["bob"],
  ]);
});

Deno.test("users of AEAD-2017 have passwords, and the port itself need not have one", () => {
  const { config, warnings } = load<ServerConfig>("server", {
    file: `{"method": "aes-256-gcm", "users": ["alice:a-strong-password", "bob:weak"]}`,
  });
  assertEquals(config.listeners[0]!.key, undefined);
  assertEquals(config.listeners[0]!.users.map(({ key }) => key.kind), ["password", "password"]);
  assertEquals(warnings, [
    'the password of "bob" in users is shorter than 12 characters: it can be guessed',
  ]);
});

Deno.test("users who cannot be told apart are refused", () => {
  const wrong = (method: string, users: readonly string[]) =>
    problems("server", {
      file: JSON.stringify({ method, password: SERVER_KEY, users }),
    });
  assertEquals(wrong(METHOD, [`alice:${ALICES}`, `alice:${BOBS}`]), ['users names "alice" twice']);
  assertEquals(wrong(METHOD, [`alice:${ALICES}`, `bob:${ALICES}`]), [
    'users gives "bob" the key of "alice"',
  ]);
  assertEquals(
    wrong("2022-blake3-chacha20-poly1305", [`alice:${ALICES}`])[0],
    [
      "users cannot be told apart by 2022-blake3-chacha20-poly1305: it has no identity headers",
    ][0],
  );
  const crowd = Array.from({ length: 101 }, (_, i) => `user${i}:a-strong-password-${i}`);
  assertEquals(wrong("aes-256-gcm", crowd), [
    "users has 101 users: with aes-256-gcm at most 100 share a port",
  ]);
});

Deno.test("a user's key of 2022 is told of by its name when it is none, and is no chain", () => {
  const wrong = (password: string) =>
    problems("server", {
      file: JSON.stringify({
        method: METHOD,
        password: SERVER_KEY,
        users: [{ name: "alice", password }],
      }),
    });
  assertEquals(wrong("secret"), [
    `the password of "alice" in users is not base64: ${METHOD} takes the base64 of a key, not a password`,
  ]);
  assertEquals(wrong(`${SERVER_KEY}:${ALICES}`), [
    'the password of "alice" in users is a chain of keys, as a client has it',
  ]);
});

function namesAndKeys({ listeners }: ServerConfig) {
  return listeners[0]!.users.map(({ name, key }) => [
    name,
    key.kind === "psk" ? key.chain.reveal() : undefined,
  ]);
}
