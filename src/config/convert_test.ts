import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { ConfigFormat } from "./config_formats.ts";
import { convert, formatsOf } from "./convert.ts";
import { ConfigError } from "./problem.ts";

const LIBEV = {
  server: ["a.example", "b.example:9"],
  server_port: "8388",
  password: "barfoo!",
  method: "aes-256-gcm",
  timeout: "60",
  mode: "tcp_and_udp",
  nameserver: "192.0.2.53",
  fast_open: true,
  local_port: 1080,
};

const SERVER = { server: "a.example", server_port: 8388, password: "x", method: "aes-256-gcm" };

interface Case {
  readonly from: ConfigFormat;
  readonly to: ConfigFormat;
  readonly said: object;
  readonly becomes: object;
  /** What is not carried over. */
  readonly lost?: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  "hosts with ports become rust's servers, and text becomes numbers": {
    from: "libev",
    to: "rust",
    said: LIBEV,
    becomes: {
      servers: [
        { server: "a.example", server_port: 8388, method: "aes-256-gcm", password: "barfoo!" },
        { server: "b.example", server_port: 9, method: "aes-256-gcm", password: "barfoo!" },
      ],
      timeout: 60,
      mode: "tcp_and_udp",
      dns: "192.0.2.53",
      fast_open: true,
      local_port: 1080,
    },
  },
  "what one program knows itself stays as it is": {
    from: "libev",
    to: "libev",
    said: LIBEV,
    becomes: {
      ...LIBEV,
      server: ["a.example:8388", "b.example:9"],
      server_port: 8388,
      timeout: 60,
    },
  },
  "rust's servers with one password become hosts": {
    from: "rust",
    to: "libev",
    said: { servers: [SERVER, { ...SERVER, server: "b.example" }] },
    becomes: { ...SERVER, server: ["a.example", "b.example"] },
  },
  "a server with a password of its own has no place beside another": {
    from: "rust",
    to: "libev",
    said: { servers: [SERVER, { ...SERVER, server: "b.example", password: "y" }] },
    becomes: SERVER,
    lost: ["servers[1].server"],
  },
  "python's timeout is our idle_timeout": {
    from: "python",
    to: "umbra",
    said: { ...SERVER, timeout: 120 },
    becomes: { ...SERVER, idle_timeout: 120, mode: "tcp_and_udp" },
  },
  "what python does by default is written out": {
    from: "python",
    to: "umbra",
    said: SERVER,
    becomes: { ...SERVER, idle_timeout: 300, mode: "tcp_and_udp" },
  },
  "our idle_timeout is python's timeout, and ours is not": {
    from: "umbra",
    to: "python",
    said: { ...SERVER, timeout: 10, idle_timeout: 120, mode: "tcp_and_udp", log_file: "log" },
    becomes: { ...SERVER, timeout: 120, "log-file": "log" },
    lost: ["timeout"],
  },
  "python has UDP always": {
    from: "libev",
    to: "python",
    said: { ...SERVER, mode: "tcp_only" },
    becomes: SERVER,
    lost: ["mode"],
  },
  "the ports of python's port_password are servers of their own in rust": {
    from: "python",
    to: "rust",
    said: { server: "::", port_password: { 1: "x", 2: "y" }, method: "aes-256-gcm" },
    becomes: {
      servers: [
        { server: "::", server_port: 1, method: "aes-256-gcm", password: "x" },
        { server: "::", server_port: 2, method: "aes-256-gcm", password: "y" },
      ],
      mode: "tcp_and_udp",
    },
  },
  "ports with passwords of their own become python's port_password": {
    from: "rust",
    to: "python",
    said: { servers: [SERVER, { ...SERVER, server_port: 9, password: "y" }] },
    becomes: {
      server: "a.example",
      port_password: { 8388: "x", 9: "y" },
      method: "aes-256-gcm",
    },
  },
  "several ports of one host become python's list": {
    from: "rust",
    to: "python",
    said: { servers: [SERVER, { ...SERVER, server_port: 9 }] },
    becomes: { ...SERVER, server_port: [8388, 9] },
  },
  "a method that is not named is libev's default": {
    from: "libev",
    to: "rust",
    said: { server: "a.example", server_port: 1, password: "x" },
    becomes: {
      server: "a.example",
      server_port: 1,
      method: "chacha20-ietf-poly1305",
      password: "x",
    },
  },
  "a tunnel is a listener of rust's": {
    from: "libev",
    to: "rust",
    said: { ...SERVER, local_port: 53, tunnel_address: "[2001:db8::1]:53" },
    becomes: {
      ...SERVER,
      locals: [{
        protocol: "tunnel",
        local_port: 53,
        forward_address: "2001:db8::1",
        forward_port: 53,
      }],
    },
  },
  "rust's only listener stands at the top elsewhere": {
    from: "rust",
    to: "libev",
    said: {
      ...SERVER,
      locals: [{
        protocol: "tunnel",
        local_port: 53,
        forward_address: "2001:db8::1",
        forward_port: 53,
      }],
    },
    becomes: { ...SERVER, local_port: 53, tunnel_address: "[2001:db8::1]:53" },
  },
  "a listener's target may be in brackets, or have its port with it": {
    from: "rust",
    to: "umbra",
    said: { ...SERVER, locals: [{ protocol: "tunnel", forward_address: "[2001:db8::1]:53" }] },
    becomes: { ...SERVER, tunnel_address: "[2001:db8::1]:53" },
  },
  "a listener's target without a port is none": {
    from: "rust",
    to: "libev",
    said: { ...SERVER, locals: [{ local_port: 53, forward_address: "a.example" }] },
    becomes: { ...SERVER, local_port: 53 },
    lost: ["locals[0].forward_address"],
  },
  "several listeners are rust's alone": {
    from: "rust",
    to: "libev",
    said: { ...SERVER, locals: [{ local_port: 1 }, { local_port: 2 }] },
    becomes: SERVER,
    lost: ["locals"],
  },
  "users as we write them are objects in rust": {
    from: "umbra",
    to: "rust",
    said: { ...SERVER, users: ["me:p:q"], workers: 2 },
    becomes: {
      ...SERVER,
      users: [{ name: "me", password: "p:q" }],
      runtime: { mode: "multi_thread", worker_count: 2 },
    },
  },
  "who may use a client's port is nothing that its servers know of": {
    from: "umbra",
    to: "rust",
    said: { ...SERVER, local_port: 1080, users: ["me:pw"] },
    becomes: { ...SERVER, local_port: 1080 },
    lost: ["users"],
  },
  "they stay at the top for us": {
    from: "umbra",
    to: "umbra",
    said: { ...SERVER, server: ["a.example", "b.example"], users: ["me:pw"] },
    becomes: { servers: [SERVER, { ...SERVER, server: "b.example" }], users: ["me:pw"] },
  },
  "a server that does not say where it listens listens everywhere": {
    from: "libev",
    to: "rust",
    said: { server_port: 1, password: "x", method: "aes-256-gcm" },
    becomes: { server: "0.0.0.0", server_port: 1, password: "x", method: "aes-256-gcm" },
  },
  "what nobody knows is told of": {
    from: "rust",
    to: "umbra",
    said: { ...SERVER, frobnicate: 1 },
    becomes: SERVER,
    lost: ["frobnicate"],
  },
  "an outbound of sing-box has name, network and plugin": {
    from: "rust",
    to: "sing-box",
    said: {
      servers: [
        { ...SERVER, remarks: "home", mode: "tcp_only", plugin: "obfs-local", plugin_opts: "o" },
        { ...SERVER, server: "b.example", remarks: "home", plugin: "kcptun" },
      ],
      fast_open: true,
      timeout: 5,
    },
    becomes: {
      outbounds: [
        {
          type: "shadowsocks",
          tag: "home",
          ...SERVER,
          network: "tcp",
          plugin: "obfs-local",
          plugin_opts: "o",
          tcp_fast_open: true,
        },
        {
          type: "shadowsocks",
          tag: "home-2",
          ...SERVER,
          server: "b.example",
          tcp_fast_open: true,
        },
      ],
    },
    lost: ["servers[1].plugin", "timeout"],
  },
  "an outbound of xray has its server in a list": {
    from: "rust",
    to: "xray",
    said: { ...SERVER, local_port: 1080 },
    becomes: {
      outbounds: [{
        protocol: "shadowsocks",
        tag: "shadowsocks",
        settings: {
          servers: [{ address: "a.example", port: 8388, password: "x", method: "aes-256-gcm" }],
        },
      }],
    },
    lost: ["local_port"],
  },
  "xray has no aes-192-gcm": {
    from: "libev",
    to: "xray",
    said: {
      servers: [SERVER, { ...SERVER, server: "b.example", method: "aes-192-gcm" }],
    },
    becomes: {
      outbounds: [{
        protocol: "shadowsocks",
        tag: "shadowsocks",
        settings: {
          servers: [{ address: "a.example", port: 8388, password: "x", method: "aes-256-gcm" }],
        },
      }],
    },
    lost: ["servers[1].server"],
  },
  "sing-box's outbounds become servers; the others are named": {
    from: "sing-box",
    to: "umbra",
    said: {
      outbounds: [
        { type: "direct", tag: "direct" },
        { type: "shadowsocks", tag: "home", ...SERVER, network: "udp", detour: "direct" },
      ],
    },
    becomes: { ...SERVER, remarks: "home", mode: "udp_only" },
    lost: ["outbounds[1].detour", "outbounds[0].type"],
  },
  "xray's outbounds become servers, of a list or alone": {
    from: "xray",
    to: "rust",
    said: {
      outbounds: [
        {
          protocol: "shadowsocks",
          tag: "one",
          settings: {
            servers: [{ address: "a.example", port: 1, method: "aes-128-gcm", password: "x" }],
          },
          streamSettings: { network: "tcp" },
        },
        {
          protocol: "shadowsocks",
          settings: { address: "b.example", port: 2, method: "aes-128-gcm", password: "y" },
        },
      ],
    },
    becomes: {
      servers: [
        {
          server: "a.example",
          server_port: 1,
          method: "aes-128-gcm",
          password: "x",
          remarks: "one",
        },
        { server: "b.example", server_port: 2, method: "aes-128-gcm", password: "y" },
      ],
    },
    lost: ["outbounds[0].streamSettings"],
  },
};

for (const [name, { from, to, said, becomes, lost = [] }] of Object.entries(CASES)) {
  Deno.test(`convert() from ${from} to ${to}: ${name}`, () => {
    const { config, warnings } = convert(fileOf(said), { from, to });
    assertEquals(sorted(config), sorted(becomes));
    assertEquals(warnings.map(({ message }) => message.split(" ")[0]!), [...lost]);
    for (const { where } of warnings) assertMatch(where ?? "", /^config\.json:1:\d+$/);
  });
}

Deno.test("convert() there and back gives the same, for whatever both know", () => {
  const formats: readonly ConfigFormat[] = ["libev", "rust", "umbra", "sing-box", "xray"];
  for (const between of formats) {
    const there = convert(fileOf(SERVER), { from: "umbra", to: between });
    const back = convert(fileOf(there.config), { from: between, to: "libev" });
    assertEquals(sorted(back.config), sorted(SERVER), between);
    assertEquals([...there.warnings, ...back.warnings], [], between);
  }
});

Deno.test("convert() throws what is wrong with a value, and never shows a secret", () => {
  const file = fileOf({ ...SERVER, server_port: 0, password: ["planted"] });
  const error = assertThrows(() => convert(file, { from: "libev", to: "rust" }), ConfigError);
  assertEquals(error.problems.length, 2);
  assert(!JSON.stringify(error.problems).includes("planted"));
});

Deno.test("convert() throws where a link stands for a server, and does not show it", () => {
  const link = "ss://YWVzLTI1Ni1nY206cGxhbnRlZC1TZWNyZXQ@192.0.2.1:8388";
  const file = fileOf({ server: link });
  const error = assertThrows(() => convert(file, { from: "umbra", to: "rust" }), ConfigError);
  assertEquals(error.problems.map(({ message, where }) => [message, where]), [
    ["server is a link, which holds more keys", "config.json:1:2"],
  ]);
});

Deno.test("convert() throws when there is nothing to make an outbound of, or none to read", () => {
  for (const to of ["sing-box", "xray"] as const) {
    const nobody = fileOf({ server_port: 1, password: "x", method: "aes-256-gcm" });
    assertThrows(() => convert(nobody, { from: "libev", to }), ConfigError, "no server is named");
    const none = fileOf({ outbounds: [{ type: "direct", protocol: "freedom" }] });
    assertThrows(() => convert(none, { from: to, to: "rust" }), ConfigError, "no Shadowsocks");
  }
});

Deno.test("formatsOf() tells whose the keys are", () => {
  const cases: readonly (readonly [object, readonly ConfigFormat[]])[] = [
    [SERVER, ["libev", "rust", "python"]],
    [{ ...SERVER, nameserver: "192.0.2.1" }, ["libev"]],
    [{ servers: [SERVER] }, ["rust"]],
    [{ ...SERVER, dns_server: "192.0.2.1" }, ["python"]],
    [{ ...SERVER, idle_timeout: 7 }, ["umbra"]],
    [{ ...SERVER, nameserver: "192.0.2.1", workers: 2 }, ["umbra"]],
    [{ outbounds: [{ type: "shadowsocks" }] }, ["sing-box"]],
    [{ outbounds: [{ protocol: "shadowsocks" }] }, ["xray"]],
  ];
  for (const [said, formats] of cases) {
    assertEquals(formatsOf(fileOf(said)), formats, JSON.stringify(said));
  }
});

function fileOf(said: object) {
  return { name: "config.json", text: JSON.stringify(said) };
}

/** The order of keys means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, part]) => [key, sorted(part)] as const);
  return Object.fromEntries(members.toSorted(([a], [b]) => a < b ? -1 : 1));
}
