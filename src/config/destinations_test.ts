import { assert, assertEquals } from "@std/assert";
import { failure, load, problems } from "../../tests/support/load_config.ts";
import type { ServerConfig } from "./config.ts";

const METHOD = "2022-blake3-aes-128-gcm";
const [OWN, EXITS, OTHERS] = [1, 2, 3].map((seed) => new Uint8Array(16).fill(seed).toBase64());
const EXIT = { name: "exit", server: "192.0.2.1", server_port: 8388, password: EXITS };
const OTHER = { name: "other", server: "other.example", server_port: "8389", password: OTHERS };

Deno.test("destinations are read as sing-box writes them, at the top and in servers", () => {
  const port = { server: "127.0.0.1", server_port: 1, method: METHOD, password: OWN };
  const destinations = [EXIT, OTHER];
  for (const file of [{ ...port, destinations }, { servers: [{ ...port, destinations }] }]) {
    const { config, values, warnings } = loadServer(file);
    assertEquals(warnings, []);
    assertEquals(config.listeners[0]!.users, []);
    const read = config.listeners[0]!.destinations.map(({ name, address, key }) => {
      assert(key.kind === "psk");
      return [name, address, key.chain.reveal()];
    });
    assertEquals(read, [
      ["exit", { host: "192.0.2.1", port: 8388 }, EXITS],
      ["other", { host: "other.example", port: 8389 }, OTHERS],
    ]);
    const shown = values.find(({ name }) => name === "destinations");
    assertEquals(shown?.value, "exit (192.0.2.1:8388), other (other.example:8389)");
  }
});

Deno.test("one port may pass on and another one serve", () => {
  const { config } = loadServer({
    method: METHOD,
    password: OWN,
    servers: [
      { server: "127.0.0.1", server_port: 1, destinations: [EXIT] },
      { server: "127.0.0.1", server_port: 2, users: [{ name: "alice", password: OTHERS }] },
    ],
  });
  assertEquals(
    config.listeners.map(({ users, destinations }) => [users.length, destinations.length]),
    [
      [0, 1],
      [1, 0],
    ],
  );
});

for (
  const [what, change, message] of [
    [
      "a method of AEAD-2017",
      { method: "aes-256-gcm" },
      /^destinations cannot be told apart by aes/,
    ],
    [
      "a method without identity headers",
      {
        method: "2022-blake3-chacha20-poly1305",
        password: new Uint8Array(32).fill(1).toBase64(),
      },
      /^destinations cannot be told apart by 2022-blake3-chacha20-poly1305: it has no identity/,
    ],
    ["users beside them", { users: [`alice:${OTHERS}`] }, /^destinations stands beside "users"/],
    [
      "a name twice",
      { destinations: [EXIT, { ...OTHER, name: "exit" }] },
      /^destinations names "exit" twice$/,
    ],
    [
      "a key twice",
      { destinations: [EXIT, { ...OTHER, password: EXITS }] },
      /^destinations gives "other" the key of "exit"$/,
    ],
    [
      "a password that is no key",
      { destinations: [{ ...EXIT, password: "not-a-key" }] },
      /^the password of "exit" in destinations .*takes the base64 of a key/,
    ],
    [
      "a chain of keys",
      { destinations: [{ ...EXIT, password: `${EXITS}:${OTHERS}` }] },
      /^the password of "exit" in destinations is a chain of keys/,
    ],
    [
      "a port that is none",
      { destinations: [{ ...EXIT, server_port: 70000 }] },
      /^destinations must be a port/,
    ],
    [
      "a key that nobody knows",
      { destinations: [{ ...EXIT, plugin: "x" }] },
      /^destinations is not known here/,
    ],
    ["no object", { destinations: ["exit"] }, /^destinations must be \{"name"/],
  ] as const
) {
  Deno.test(`destinations with ${what} are refused, with the place and without a secret`, () => {
    const port = { server: "127.0.0.1", method: METHOD, password: OWN, destinations: [EXIT] };
    const file = JSON.stringify({ ...port, ...change });
    const [problem] = failure("server", { file }).problems;
    assert(problem !== undefined && message.test(problem.message), problem?.message);
    assert(problem.hint !== undefined && problem.where !== undefined);
    const told = JSON.stringify(failure("server", { file }).problems);
    for (const secret of [OWN, EXITS, OTHERS, "not-a-key"]) assert(!told.includes(secret!), told);
  });
}

Deno.test("destinations are not used by those who relay nothing", () => {
  const file = JSON.stringify({
    server: "127.0.0.1",
    method: METHOD,
    password: OWN,
    destinations: [EXIT],
  });
  const { warnings } = load("local", { file });
  assert(warnings.includes('destinations is not used by "umbra local"'), warnings.join());
  assertEquals(problems("server", { file: file.replace(OWN!, "") }).length > 0, true);
});

function loadServer(file: unknown) {
  return load<ServerConfig>("server", { file: JSON.stringify(file) });
}
