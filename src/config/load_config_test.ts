import { assert, assertEquals, assertThrows } from "@std/assert";
import type { LocalConfig, ServerConfig, ServerEntry, TunnelConfig } from "./config.ts";
import type { Role } from "./default_settings.ts";
import { Ledger } from "./ledger.ts";
import { readSources } from "./load_config.ts";
import { ConfigError } from "./problem.ts";
import { shadowsocksServers } from "./shadowsocks_servers.ts";
import { fakeOutside } from "../../tests/support/fake_outside.ts";
import { failure, load, problems } from "../../tests/support/load_config.ts";

const STRONG = "a-strong-password";
const FILE = `{"server": "192.0.2.1", "password": "${STRONG}", "method": "aes-256-gcm"}`;

Deno.test("completeConfig() fills in the defaults of libev and python", () => {
  const { config, warnings } = load<LocalConfig>("local", { file: FILE });
  assertEquals(config.listen, { host: "127.0.0.1", port: 1080 });
  assertEquals(shadowsocksServers(config)[0]?.address, { host: "192.0.2.1", port: 8388 });
  assertEquals(config.timeouts, {
    handshakeMs: 10_000,
    connectMs: 10_000,
    idleMs: 7_440_000,
    halfClosedMs: 300_000,
    drainMs: 30_000,
  });
  assertEquals(config.log, { level: "info", format: "text", file: undefined });
  assertEquals(warnings, []);
});

Deno.test("completeConfig() lets a server listen everywhere, and hear strangers out for 59 s", () => {
  const { config } = load<ServerConfig>("server", { flags: { password: STRONG } });
  assertEquals(config.listeners.map(({ address }) => address), [{ host: "0.0.0.0", port: 8388 }]);
  assertEquals(config.timeouts.handshakeMs, 59_000);
  assertEquals(config.allowPrivate, { kind: "none" });
});

Deno.test("completeConfig() takes the number of workers from the words of every dialect", () => {
  const workersOf = (said: string) =>
    load<ServerConfig>("server", { file: `{"password": "${STRONG}"${said}}` }).config.workers;
  assertEquals(workersOf(""), 1);
  assertEquals(workersOf(', "workers": 4'), 4);
  assertEquals(workersOf(', "workers": "256"'), 256);
  assertEquals(workersOf(', "workers": "auto"'), "auto");
  assertEquals(workersOf(', "runtime": {"worker_count": 2}'), 2);
});

Deno.test("completeConfig() gives a Config that is frozen through and through", () => {
  const { config } = load<LocalConfig>("local", { file: FILE });
  for (
    const part of [
      config,
      config.listen,
      config.upstreams,
      shadowsocksServers(config)[0],
      config.log,
    ]
  ) {
    assert(Object.isFrozen(part));
  }
});

Deno.test("flags go over the environment, the environment over the file, the file over defaults", () => {
  const file =
    `{"server": "a.example", "server_port": 1, "local_port": 2, "password": "${STRONG}"}`;
  const { config, values } = load<LocalConfig>("local", {
    file,
    flags: { server_port: "3" },
    variables: { UMBRA_PASSWORD: "from-the-environment" },
  });
  assertEquals(shadowsocksServers(config)[0]?.address, { host: "a.example", port: 3 });
  assertEquals(revealed(shadowsocksServers(config)[0]), "from-the-environment");
  assertEquals(config.listen.port, 2);
  const origins = Object.fromEntries(values.map(({ name, origin }) => [name, origin]));
  assertEquals(origins["server"], "flag server_port");
  assertEquals(origins["key"], "UMBRA_PASSWORD");
  assertEquals(origins["listen"], "config.json:1:57");
  assertEquals(origins["idle_timeout"], "default");
});

Deno.test("a password flag goes over the environment", () => {
  const { config } = load<LocalConfig>("local", {
    flags: { server: "a.example", password: "from-the-command-line" },
    variables: { UMBRA_PASSWORD: "from-the-environment" },
  });
  assertEquals(revealed(shadowsocksServers(config)[0]), "from-the-command-line");
});

Deno.test("a password flag goes over a key in the file, and a key flag over a password in it", () => {
  const key = btoa("k".repeat(32));
  const withKey = `{"server": "a.example", "method": "aes-256-gcm", "key": "${key}"}`;
  const { config } = load<LocalConfig>("local", { file: withKey, flags: { password: STRONG } });
  assertEquals(shadowsocksServers(config)[0]?.key?.kind, "password");
  const other = load<LocalConfig>("local", { file: FILE, flags: { key } });
  assertEquals(shadowsocksServers(other.config)[0]?.key?.kind, "raw");
});

Deno.test("hosts and ports multiply, and a port next to its host is the nearer one", () => {
  const file =
    `{"server": ["a.example", "[::1]:9"], "server_port": [1, 2], "password": "${STRONG}"}`;
  const { config } = load<LocalConfig>("local", { file });
  assertEquals(addresses(shadowsocksServers(config)), ["a.example:1", "::1:9", "a.example:2"]);
  const flagged = load<LocalConfig>("local", { file, flags: { server_port: "5" } });
  assertEquals(addresses(shadowsocksServers(flagged.config)), ["a.example:5", "::1:5"]);
});

Deno.test("port_password makes a server listen on each of its ports", () => {
  const file =
    '{"port_password": {"1": "password-one", "2": "password-two"}, "password": "unused-one"}';
  const { config } = load<ServerConfig>("server", { file });
  assertEquals(addresses(config.listeners), ["0.0.0.0:1", "0.0.0.0:2"]);
  assertEquals(config.listeners.map(revealed), ["password-one", "password-two"]);
  const flagged = load<ServerConfig>("server", { file, flags: { server_port: "3" } });
  assertEquals(addresses(flagged.config.listeners), ["0.0.0.0:3"]);
});

Deno.test("servers[] inherit what stands at the top, and disabled ones are left out", () => {
  const file = `{"method": "aes-128-gcm", "password": "${STRONG}", "servers": [
    {"address": "a.example", "port": 1},
    {"server": "b.example", "server_port": 2, "method": "aes-256-gcm", "password": "another-password"},
    {"server": "c.example", "server_port": 3, "disabled": true}]}`;
  const { config } = load<LocalConfig>("local", { file });
  assertEquals(addresses(shadowsocksServers(config)), ["a.example:1", "b.example:2"]);
  assertEquals(shadowsocksServers(config).map(({ method }) => method), [
    "aes-128-gcm",
    "aes-256-gcm",
  ]);
  assertEquals(shadowsocksServers(config).map(revealed), [STRONG, "another-password"]);
});

Deno.test("a server named by flag stands alone, and flags go over the entries of servers[]", () => {
  const file =
    `{"servers": [{"server": "a.example", "password": "${STRONG}", "method": "aes-128-gcm"}]}`;
  const alone = { server: "b.example", password: "another-password" };
  const { config } = load<LocalConfig>("local", { file, flags: alone });
  assertEquals(addresses(shadowsocksServers(config)), ["b.example:8388"]);
  const stronger = load<LocalConfig>("local", { file, flags: { method: "aes-256-gcm" } });
  assertEquals(shadowsocksServers(stronger.config)[0]?.method, "aes-256-gcm");
});

Deno.test("the top and servers[] are tried together when both name a server", () => {
  const file =
    `{"server": "a.example", "password": "${STRONG}", "servers": [{"server": "b.example"}]}`;
  const { config } = load<LocalConfig>("local", { file });
  assertEquals(addresses(shadowsocksServers(config)), ["a.example:8388", "b.example:8388"]);
});

Deno.test("timeout bounds handshake and connect, and never lengthens them", () => {
  const short = load<ServerConfig>("server", { flags: { password: STRONG, timeout: "5" } });
  assertEquals(short.config.timeouts.handshakeMs, 5_000);
  assertEquals(short.config.timeouts.connectMs, 5_000);
  const long = load<ServerConfig>("server", { flags: { password: STRONG, timeout: "86400" } });
  assertEquals(long.config.timeouts.handshakeMs, 59_000);
  assertEquals(long.config.timeouts.connectMs, 10_000);
});

Deno.test("locals[] gives the first listener that the role serves", () => {
  const file = FILE.replace(
    "}",
    `, "locals": [
    {"protocol": "redir", "local_port": 1},
    {"protocol": "tunnel", "local_port": 2, "forward_address": "example.com", "forward_port": 80},
    {"local_address": "::1", "local_port": 3},
    {"protocol": "http", "local_port": 4}]}`,
  );
  const local = load<LocalConfig>("local", { file });
  assertEquals(local.config.listen, { host: "::1", port: 3 });
  assertEquals(local.warnings, [
    'locals[0].protocol is not served by "umbra local"',
    'locals[1].protocol is not served by "umbra local"',
    "locals[3].protocol is left out: one listener at a time for now",
  ]);
  const { config } = load<TunnelConfig>("tunnel", { file });
  assertEquals([config.listen.port, config.target.host, config.target.port], [
    2,
    "example.com",
    80,
  ]);
});

Deno.test("a tunnel takes its target from tunnel_address or from the python keys", () => {
  const libev = FILE.replace("}", ', "tunnel_address": "example.com:53"}');
  assertEquals(load<TunnelConfig>("tunnel", { file: libev }).config.target.port, 53);
  const python = FILE.replace(
    "}",
    ', "tunnel_remote": "8.8.8.8", "tunnel_remote_port": 53, "tunnel_port": 5353}',
  );
  const { config } = load<TunnelConfig>("tunnel", { file: python });
  assertEquals([config.target, config.listen.port], [{ host: "8.8.8.8", port: 53 }, 5353]);
});

Deno.test("completeConfig() says what is missing", () => {
  assertEquals(problems("local", { flags: { password: STRONG } }), ["no server is given"]);
  assertEquals(problems("server", {}), ["no password is given"]);
  assertEquals(problems("tunnel", { file: FILE }), ["no target is given"]);
});

Deno.test("methods that do not authenticate are refused, each with what to use instead", () => {
  const cases: Readonly<Record<string, string>> = {
    "rc4-md5":
      "method names a retired method: rc4-md5 encrypts without authenticating, so everyone on the way can change the traffic",
    "2022-blake3-chacha8-poly1305": 'method names no known method: "2022-blake3-chacha8-poly1305"',
    "aes-256-gmc": 'method names no known method: "aes-256-gmc"',
    "none": "method is none, which encrypts nothing",
    "__proto__": 'method names no known method: "__proto__"',
  };
  for (const [method, message] of Object.entries(cases)) {
    const error = failure("server", { flags: { password: STRONG, method } });
    assertEquals(error.problems.map((problem) => problem.message), [message]);
    assertEquals(typeof error.problems[0]?.hint, "string");
  }
  const [mistyped] =
    failure("server", { flags: { password: STRONG, method: "aes-256-gmc" } }).problems;
  assertEquals(mistyped?.hint, "did you mean aes-256-gcm?");
});

Deno.test("plain is none, and is taken with insecure", () => {
  const { config, warnings } = load<ServerConfig>("server", {
    flags: { method: "plain", insecure: "true" },
  });
  assertEquals(config.listeners[0]?.key, { kind: "none" });
  assertEquals(warnings, ["method is none: everyone on the way can read the traffic"]);
});

Deno.test("a raw key has exactly the method's length, in either base64", () => {
  const base64 = btoa(String.fromCharCode(...Array(32).fill(0xFB)));
  const { config } = load<ServerConfig>("server", {
    flags: { key: base64, method: "aes-256-gcm" },
  });
  const { key } = config.listeners[0]!;
  assert(key?.kind === "raw");
  assertEquals(
    key.base64url.reveal(),
    base64.replaceAll("+", "-").replaceAll("/", "_").replace("=", ""),
  );
  for (const wrong of [btoa("k".repeat(16)), btoa("k".repeat(33)), "not base64!", "A"]) {
    assertEquals(problems("server", { flags: { key: wrong, method: "aes-256-gcm" } }), [
      "key must be the base64 of exactly 32 bytes, as the method asks",
    ]);
  }
});

Deno.test("what is unwise but works elsewhere is warned about", () => {
  const short = FILE.replace(STRONG, "barfoo!");
  assertEquals(load("local", { file: short }).warnings, [
    "password is shorter than 12 characters: it can be guessed",
  ]);
  const open = FILE.replace("}", ', "local_address": "0.0.0.0"}');
  assertEquals(load("local", { file: open }).warnings, [
    "local_address opens the proxy to everyone who can reach 0.0.0.0:1080",
  ]);
  assertEquals(load("local", { file: FILE, mode: 0o644 }).warnings, [
    "config.json holds a password and can be read by everyone",
  ]);
  assertEquals(load("server", { flags: { password: STRONG } }).warnings, [
    "no method is given, so it is chacha20-ietf-poly1305",
  ]);
  assertEquals(load("server", { file: FILE.replace("}", ', "local_port": 1}') }).warnings, [
    'local_port is not used by "umbra server"',
  ]);
});

Deno.test("${NAME} as a password stands for the variable", () => {
  const file = FILE.replace(STRONG, "${SECRET}");
  const { config } = load<LocalConfig>("local", {
    file,
    variables: { SECRET: STRONG },
    mode: 0o644,
  });
  assertEquals(revealed(shadowsocksServers(config)[0]), STRONG);
  assertEquals(problems("local", { file }), [
    "password names the variable SECRET, which is not set",
  ]);
  const denied = failure("local", { file, denied: ["SECRET"] });
  assertEquals(
    denied.problems[0]?.message,
    "password names the variable SECRET, which may not be read",
  );
  assertEquals(denied.problems[0]?.hint, "use UMBRA_PASSWORD instead, or allow it");
});

Deno.test("UMBRA_PASSWORD and a flag stand in for ${NAME}, which a flag itself does not know", () => {
  const listed = `{"password": "\${SECRET}", "method": "aes-256-gcm",
    "servers": [{"server": "a.example", "password": "\${SECRET}"}]}`;
  const denied = ["SECRET"];
  for (const file of [FILE.replace(STRONG, "${SECRET}"), listed]) {
    const variables = { UMBRA_PASSWORD: "from-the-environment" };
    const { config } = load<LocalConfig>("local", { file, denied, variables });
    assertEquals(shadowsocksServers(config).map(revealed), ["from-the-environment"]);
    const flagged = load<LocalConfig>("local", {
      file,
      denied,
      flags: { password: "${SECRET}-1" },
    });
    assertEquals(shadowsocksServers(flagged.config).map(revealed), ["${SECRET}-1"]);
  }
  const literal = load<ServerConfig>("server", { denied, flags: { password: "${SECRET}" } });
  assertEquals(literal.config.listeners.map(revealed), ["${SECRET}"]);
});

Deno.test("users come from the settings and from shadowsocks-rust's auth files", () => {
  const file = FILE.replace("}", ', "users": ["me:one"], "socks5_auth_config_path": "auth.json"}');
  const auth = '{"password": {"users": [{"user_name": "you", "password": "two"}]}}';
  const { config } = load<LocalConfig>("local", { file, files: { "auth.json": auth } });
  assertEquals(config.users.map(({ name, password }) => [name, password.reveal()]), [
    ["me", "one"],
    ["you", "two"],
  ]);
});

Deno.test("an auth file that names nobody opens the proxy to nobody", () => {
  const file = FILE.replace("}", ', "http_auth_config_path": "auth.json"}');
  const nobody = failure("local", { file, files: { "auth.json": "{}" } });
  assertEquals(nobody.problems[0]?.message, "http_auth_config_path names a file without users");
  const absent = failure("local", { file });
  assertEquals(
    absent.problems[0]?.message,
    "http_auth_config_path names auth.json, which does not exist",
  );
  const wrong = '{"basic": {"users": [{"user_name": "", "password": "hunter2"}]}}';
  const broken = failure("local", { file, files: { "auth.json": wrong } });
  assertEquals(broken.problems[0]?.where, "auth.json:1:36");
  assertEquals(JSON.stringify(broken.problems).includes("hunter2"), false);
});

Deno.test("a file that cannot be read is told of by its name", () => {
  const parts = { outside: fakeOutside({}), ledger: new Ledger() };
  const error = assertThrows(
    () => readSources({ flags: {}, file: "config.json" }, parts),
    ConfigError,
  );
  assertEquals(error.problems, [{
    message: "config.json does not exist",
    hint: "check the path",
    where: undefined,
  }]);
});

Deno.test("allow_private takes a switch or ranges", () => {
  const allowed = (allow_private: unknown) =>
    load<ServerConfig>("server", { flags: { password: STRONG, allow_private } }).config
      .allowPrivate;
  assertEquals(allowed("true"), { kind: "all" });
  assertEquals(allowed(false), { kind: "none" });
  assertEquals(allowed(["10.0.0.0/8", "::1"]), {
    kind: "ranges",
    cidrs: ["10.0.0.0/8", "::1/128"],
  });
});

Deno.test("what is carried is TCP, unless mode says more, with servers that carry all", () => {
  const modes = (role: Role, more: string) => {
    const { config } = load<TunnelConfig>(role, {
      file:
        `{"server": "a.example", "password": "${STRONG}", "tunnel_address": "b.example:53"${more}}`,
    });
    return [config.mode, shadowsocksServers(config)[0]!.mode];
  };
  assertEquals(modes("tunnel", ""), ["tcp_only", "tcp_and_udp"]);
  assertEquals(modes("tunnel", ', "mode": "tcp_and_udp"'), ["tcp_and_udp", "tcp_and_udp"]);
  assertEquals(modes("tunnel", ', "mode": "udp_only"'), ["udp_only", "udp_only"]);
  const entry = '{"protocol": "tunnel", "mode": "tcp_and_udp"}';
  assertEquals(modes("tunnel", `, "locals": [${entry}]`), ["tcp_and_udp", "tcp_and_udp"]);
  assertEquals(modes("local", ', "mode": "tcp_and_udp"'), ["tcp_and_udp", "tcp_and_udp"]);
});

Deno.test("each port of a server carries what its entry says, and otherwise what stands at the top", () => {
  const { config } = load<ServerConfig>("server", {
    file: `{"password": "${STRONG}", "mode": "tcp_and_udp", "servers": [
      {"server": "127.0.0.1", "server_port": 1},
      {"server": "127.0.0.1", "server_port": 2, "mode": "udp_only"}]}`,
  });
  assertEquals(config.listeners.map(({ mode }) => mode), ["tcp_and_udp", "udp_only"]);
});

Deno.test("a local that is asked for UDP alone carries TCP as well, and says so", () => {
  const { config, warnings } = load<LocalConfig>("local", {
    flags: { server: "a.example", password: STRONG, method: "aes-256-gcm", mode: "udp_only" },
  });
  assertEquals(config.mode, "tcp_and_udp");
  assertEquals(warnings, [
    "mode asks for UDP only, but SOCKS5 begins it over TCP: both are served",
  ]);
});

Deno.test("a client is not started that asks for what no server carries", () => {
  const file = (top: string, entry: string) =>
    `{"password": "${STRONG}", "tunnel_address": "b.example:53",
      "locals": [{"protocol": "tunnel", "mode": "${top}"}],
      "servers": [{"server": "a.example", "mode": "${entry}"}]}`;
  assertEquals(problems("tunnel", { file: file("tcp_and_udp", "tcp_only") }), [
    "locals[0].mode asks for UDP, which no server carries",
  ]);
  assertEquals(problems("tunnel", { file: file("tcp_only", "udp_only") }), [
    "locals[0].mode asks for TCP, which no server carries",
  ]);
  const unsaid =
    `{"password": "${STRONG}", "servers": [{"server": "a.example", "mode": "udp_only"}]}`;
  assertEquals(problems("local", { file: unsaid }), [
    "mode (tcp_only, by default) asks for TCP, which no server carries",
  ]);
});

Deno.test("the limits of UDP are taken from the words of rust", () => {
  const { config } = load<ServerConfig>("server", { flags: { password: STRONG } });
  assertEquals(config.udp, { idleMs: 300_000, maxAssociations: 4096 });
  const { config: own } = load<ServerConfig>("server", {
    file: `{"password": "${STRONG}", "udp_timeout": 60, "udp_max_associations": 512}`,
  });
  assertEquals(own.udp, { idleMs: 60_000, maxAssociations: 512 });
});

function addresses(entries: readonly { address: { host: string; port: number } }[]) {
  return entries.map(({ address }) => `${address.host}:${address.port}`);
}

function revealed(entry: ServerEntry | undefined): string | undefined {
  return entry?.key?.kind === "password" ? entry.key.password.reveal() : undefined;
}
