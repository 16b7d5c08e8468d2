import { assertEquals, assertThrows } from "@std/assert";
import { readConfigFile } from "./config_file.ts";
import { Ledger } from "./ledger.ts";
import { ConfigError } from "./problem.ts";
import { type LinkForm, tellLosses } from "./share_link_losses.ts";
import { linkedServers } from "./share_link_sources.ts";
import { writeShareLink } from "./share_link_writer.ts";

const STRONG = "a-strong-password";
const KEYS = [1, 2].map((seed) => new Uint8Array(16).fill(seed).toBase64());
const METHOD = "2022-blake3-aes-128-gcm";
const AT = { host: "server.example", port: undefined };

Deno.test("linkedServers() gives each server of a client, with its own name", () => {
  const { servers } = read(`{"local_port": 1, "method": "aes-128-gcm", "password": "${STRONG}",
    "servers": [{"server": "a", "server_port": 1, "name": "A"}, {"server": ["b:2", "c"]}]}`);
  assertEquals(servers.map(({ address, tag }) => [address.host, address.port, tag]), [
    ["a", 1, "A"],
    ["b", 2, ""],
    ["c", 8388, ""],
  ]);
});

Deno.test("linkedServers() gives each user of a server a link of his own", () => {
  const users = [{ name: "alice", password: KEYS[1] }];
  const modern = read(
    JSON.stringify({ server: "0.0.0.0", method: METHOD, password: KEYS[0], users }),
  );
  assertEquals(modern.servers.map(writeShareLink), [
    `ss://${METHOD}:${encodeURIComponent(KEYS.join(":"))}@server.example:8388#alice`,
  ]);
  const older = read(
    JSON.stringify({ method: "aes-128-gcm", users, server: "::", server_port: 9 }),
  );
  assertEquals(older.servers.map(({ address, password }) => [address.port, password.reveal()]), [
    [9, KEYS[1]],
  ]);
  const outline = read(JSON.stringify({
    keys: [{ id: "bob", port: 7, cipher: "aes-128-gcm", secret: STRONG }],
  }));
  assertEquals(outline.servers.map(({ address, tag }) => [address.host, address.port, tag]), [
    ["server.example", 7, "bob"],
  ]);
});

Deno.test("linkedServers() asks how clients reach a server that listens everywhere", () => {
  const file = `{"server": "0.0.0.0", "password": "${STRONG}", "method": "aes-128-gcm"}`;
  assertThrows(() => read(file, { at: undefined }), ConfigError, "not where clients reach it");
});

Deno.test("linkedServers() cannot put a raw key into a link", () => {
  const key = new Uint8Array(16).toBase64();
  const file = `{"server": "a", "key": "${key}", "method": "aes-128-gcm", "local_port": 1}`;
  assertThrows(() => read(file), ConfigError, "key cannot be written into a link");
});

Deno.test("linkedServers() gives the name of a plugin, not its path here, and says so", () => {
  const { servers, warnings } = read(
    `{"server": "a", "password": "${STRONG}", "method": "aes-128-gcm", "local_port": 1,
      "plugin": "/opt/obfs-local", "plugin_opts": "obfs=tls"}`,
  );
  assertEquals(servers[0]?.plugin, { name: "obfs-local", options: "obfs=tls" });
  assertEquals(warnings, ["plugin is a path, of which the link has the name alone: obfs-local"]);
});

Deno.test("tellLosses() names what a link cannot carry", () => {
  const file = `{"server": "a", "method": "aes-256-gcm", "password": "${STRONG}", "local_port": 1,
    "mode": "tcp_and_udp", "timeout": 5, "prefix": "x", "plugin": "p", "plugin_args": ["-v"],
    "servers": [{"server": "b", "tcp_weight": 0.5, "through": "socks5://127.0.0.1:1"}]}`;
  const subjects = (form: LinkForm) => read(file, { form }).lost.map((line) => line.split(" ")[0]);
  const always = [
    "mode",
    "timeout",
    "plugin_args",
    "servers[0].through",
    "servers[0].tcp_weight",
    "prefix",
  ];
  assertEquals(new Set(subjects("sip002")), new Set(always));
  assertEquals(new Set(subjects("legacy")), new Set([...always, "plugin"]));
});

interface ReadOptions {
  readonly at?: typeof AT | undefined;
  readonly form?: LinkForm;
}

function read(text: string, options: ReadOptions = {}) {
  const { form } = options;
  const ledger = new Ledger();
  const said = readConfigFile({ name: "config.json", text }, ledger);
  const reachedAt = "at" in options || said.localPort !== undefined ? options.at : AT;
  const servers = linkedServers(said, ledger, { reachedAt });
  ledger.settle();
  const warnings = ledger.warnings.map(({ message }) => message);
  const losses = new Ledger();
  if (form !== undefined) tellLosses(said, form, losses);
  return { servers, warnings, lost: losses.warnings.map(({ message }) => message) };
}
