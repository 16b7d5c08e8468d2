import { assertEquals } from "@std/assert";
import { load, problems, type Said } from "../../tests/support/load_config.ts";
import type { LocalConfig, ServerConfig } from "./config.ts";
import type { UpstreamEntry } from "./upstream_entry.ts";

const SERVER = {
  server: "192.0.2.1",
  server_port: 1,
  method: "aes-256-gcm",
  password: "a-long-password",
};
const SECRET = "planted-secret";

Deno.test("servers are upstreams by the names that they are given, or by their addresses", () => {
  const servers = [
    { name: "home", remarks: "unused" },
    { remarks: "tokyo", id: "unused" },
    { id: "9a3c" },
    { remarks: "" },
    { remarks: "socks5://no.name" },
    { remarks: "direct" },
  ].map((said, index) => ({ ...said, server_port: index + 1 }));
  assertEquals(namesOf({ ...SERVER, server: undefined, servers: servers.map(at) }), [
    "home",
    "tokyo",
    "9a3c",
    "192.0.2.4:4",
    "192.0.2.5:5",
    "192.0.2.6:6",
  ]);
});

Deno.test("a name that two have is told apart by a number, and the top's is not inherited", () => {
  const servers = [{ name: "a" }, { name: "a" }, { name: "a#2" }, {}].map(at);
  assertEquals(namesOf({ ...SERVER, name: "top", servers }), [
    "top",
    "a",
    "a#2",
    "a#2#2",
    "192.0.2.4:1",
  ]);
});

Deno.test("two upstreams of one name are told of, but not those that only a list calls the same", () => {
  const servers = [{ name: "a" }, { name: "a" }, { remarks: "b" }, { remarks: "b" }].map(at);
  const file = JSON.stringify({ ...SERVER, server: undefined, servers });
  assertEquals(load<LocalConfig>("local", { file }).warnings, [
    "servers[1].server is called a#2: a is the name of another one",
  ]);
});

Deno.test("a name that the user gives is not taken away by a server's remarks", () => {
  const servers = [{ remarks: "office" }, { remarks: "home" }, { name: "home" }].map(at);
  const upstreams = [{ url: "socks5://192.0.2.7#office" }];
  assertEquals(namesOf({ ...SERVER, server: undefined, servers, upstreams }), [
    "office#2",
    "home#2",
    "home",
    "office",
  ]);
});

Deno.test("one server may be an upstream twice, by different ways", () => {
  const servers = [{}, { name: "b" }, { through: "socks5://h:1" }, {}]
    .map((said) => ({ ...SERVER, ...said }));
  assertEquals(shown({ servers }), [
    "192.0.2.1:1",
    "b",
    "192.0.2.1:1#2 < h:1",
    "h:1",
  ]);
});

Deno.test("upstreams are read by URL and by parts, with their weights", () => {
  const upstreams = [
    { url: `socks5://me:${SECRET}@192.0.2.7:1080#corp` },
    { type: "http", server: "h:3128", username: "me", password: SECRET, weight: 2 },
    { type: "socks4a", server: "h", username: "me", tcp_weight: 0.5, udp_weight: 0 },
    { url: "socks5://192.0.2.8", disabled: true },
  ];
  const { upstreams: read } = local({ upstreams });
  assertEquals(read.map(({ kind, name, weights }) => [kind, name, weights]), [
    ["socks5", "corp", { streams: 1, packets: 1 }],
    ["http", "h:3128", { streams: 2, packets: 2 }],
    ["socks4a", "h:1080", { streams: 0.5, packets: 0 }],
  ]);
  assertEquals(read.map(credentialsOf), [["me", SECRET], ["me", SECRET], ["me", ""]]);
});

Deno.test("an upstream's password may stand for a variable", () => {
  const upstreams = [{ type: "http", server: "h:1", username: "me", password: "${PROXY}" }];
  const { config } = load<LocalConfig>("local", {
    file: JSON.stringify({ upstreams }),
    variables: { PROXY: SECRET, UMBRA_PASSWORD: "another-password" },
  });
  assertEquals(config.upstreams.map(credentialsOf), [["me", SECRET]]);
});

Deno.test("an upstream may be a Shadowsocks server, by its parts or its link", () => {
  const link = "ss://YWVzLTI1Ni1nY206YS1sb25nLXBhc3N3b3Jk@192.0.2.9:8388#exit";
  const { type, ...parts } = { type: "shadowsocks", ...SERVER };
  for (const role of ["local", "server"] as const) {
    const top = role === "server" ? SERVER : {};
    const config = loaded({ ...top, upstreams: [{ type, ...parts }, { url: link }] }, role);
    assertEquals(config.upstreams.map(({ kind, name }) => [kind, name]), [
      ["shadowsocks", "192.0.2.1:1"],
      ["shadowsocks", "exit"],
    ]);
  }
});

Deno.test("https upstreams take a name and authorities for the certificate", () => {
  const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
  const tls = { server_name: "x.example", ca_file: "ca.pem" };
  const said: Said = {
    file: JSON.stringify({ upstreams: [{ url: "https://h", tls }, { url: "http://h:1", tls }] }),
    files: { "ca.pem": `# ours\n${pem}\n${pem}\n` },
  };
  const { config, warnings } = load<LocalConfig>("local", said);
  assertEquals(config.upstreams.map((entry) => entry.kind !== "shadowsocks" && entry.tls), [
    { serverName: "x.example", authorities: [pem, pem] },
    undefined,
  ]);
  assertEquals(warnings, [
    "upstreams[1].tls.server_name is for https upstreams, not for http",
  ]);
  assertEquals(problems("local", { ...said, files: { "ca.pem": "key" } }), [
    "upstreams[0].tls.ca_file names ca.pem, which holds no certificate",
  ]);
  assertEquals(problems("local", { ...said, files: {} }), [
    "upstreams[0].tls.ca_file names ca.pem, which does not exist",
  ]);
});

Deno.test("outbound_proxy is a chain, the first of it the nearest, and made once", () => {
  const outbound_proxy = ["http://h1:1", "socks5://h2:2"];
  const servers = [{}, {}, { outbound_proxy: "http://h1:1" }, { through: "direct" }].map(at);
  assertEquals(shown({ ...SERVER, server: undefined, outbound_proxy, servers }), [
    "192.0.2.1:1 < h2:2",
    "192.0.2.2:1 < h2:2",
    "192.0.2.3:1 < h1:1",
    "192.0.2.4:1",
    "h1:1",
    "h2:2 < h1:1",
  ]);
});

Deno.test("through at the top holds for all but what it goes through itself", () => {
  const upstreams = [
    { name: "near", url: "socks5://h1:1" },
    { name: "far", url: "socks5://h2:1", through: "near" },
    { name: "other", url: "http://h3:1" },
  ];
  assertEquals(shown({ ...SERVER, through: "far", upstreams }), [
    "192.0.2.1:1 < far",
    "near",
    "far < near",
    "other < far",
  ]);
});

Deno.test("through that leads nowhere or in a circle is told of, with the circle", () => {
  const proxy = (name: string, through: string) => ({ name, url: "http://h:1", through });
  const cases: readonly (readonly [readonly object[], readonly string[]])[] = [
    [[proxy("a", "b")], ['upstreams[0].through names "b", which is no upstream']],
    [[proxy("a", "a")], ["upstreams[0].through goes in a circle: a -> a"]],
    [[proxy("x", "a"), proxy("a", "b"), proxy("b", "c"), proxy("c", "a")], [
      "upstreams[1].through goes in a circle: a -> b -> c -> a",
    ]],
  ];
  for (const [upstreams, messages] of cases) {
    assertEquals(problems("local", { file: JSON.stringify({ upstreams }) }), messages);
  }
});

Deno.test("a server with a plugin goes through nothing", () => {
  const file = JSON.stringify({ ...SERVER, plugin: "obfs-local", outbound_proxy: "http://h:1" });
  assertEquals(problems("local", { file }), [
    'outbound_proxy cannot carry "192.0.2.1:1": its plugin connects by itself',
  ]);
});

Deno.test("users that a kind of proxy cannot be told are refused, and not shown", () => {
  const cases: Readonly<Record<string, string>> = {
    [`socks4://me:${SECRET}@h`]: "has a password, which SOCKS4 has no room for",
    "socks5://me@h": "has a user whose name or password is not 1 to 255 bytes long, as SOCKS5 asks",
    [`http://m%3Ae:${SECRET}@h`]: "has a colon in its user's name, where HTTP ends it",
    [`http://me:${SECRET}%0d@h`]: "has a control character in its user or password",
  };
  for (const [url, predicate] of Object.entries(cases)) {
    assertEquals(problems("local", { flags: { upstream: url } }), [`upstream ${predicate}`]);
  }
});

Deno.test("no password of an upstream is shown, neither in rows nor when something is wrong", () => {
  const url = `socks5://me:${SECRET}@h:1`;
  const { values } = load<LocalConfig>("local", {
    file: JSON.stringify({ upstreams: [{ url, through: `http://me:${SECRET}@p:1` }] }),
    flags: { upstream: url, outbound_proxy: url },
  });
  assertEquals(values.filter(({ name }) => name === "upstream").length, 3);
  assertEquals(JSON.stringify(values).includes(SECRET), false);
  const members = [
    { upstream: `${url}:x` },
    { through: `${url}/x` },
    { through: `me:${SECRET}@h:1` },
    { route: url },
    { route: `me:${SECRET}@h:1` },
  ];
  for (const member of members) {
    const said = JSON.stringify(problems("local", { file: JSON.stringify(member) }));
    assertEquals(said.includes(SECRET), false, said);
  }
});

Deno.test("a file with a proxy's password should be read by its owner alone", () => {
  const warningsOf = (url: string) =>
    load("local", { file: JSON.stringify({ upstreams: [{ url }] }), mode: 0o644 }).warnings;
  assertEquals(warningsOf("socks5://me:pw@h"), [
    "config.json holds a password and can be read by everyone",
  ]);
  assertEquals(warningsOf("http://me@h"), []);
});

Deno.test("an upstream that lacks its parts is told of with what it needs", () => {
  for (const entry of [{}, { type: "socks5" }, { server: "h" }]) {
    assertEquals(problems("local", { file: JSON.stringify({ upstreams: [entry] }) }), [
      "upstreams[0] has neither a url nor a type and a server",
    ]);
  }
});

Deno.test("what an upstream has no use for is warned of", () => {
  const upstreams = [
    { url: "socks5://h:1", server: "other", method: "aes-256-gcm" },
    { type: "http", server: "h:2", password: SECRET },
    { ...SERVER, type: "ss", username: "me", tls: { server_name: "h" } },
    { url: "socks5://h:3", mode: "tcp_only" },
    { ...SERVER, server_port: 9, type: "ss", url: "http://h:4" },
  ];
  assertEquals(load("local", { file: JSON.stringify({ upstreams }) }).warnings, [
    "upstreams[0].method is for Shadowsocks servers",
    "upstreams[0].server is ignored: there is a url beside it",
    "upstreams[1].password is ignored: there is no username beside it",
    "upstreams[2].username is for proxies of other kinds",
    "upstreams[2].tls.server_name is for proxies of other kinds",
    "upstreams[3].mode is for Shadowsocks servers",
    "upstreams[4].url is for proxies of other kinds",
  ]);
});

Deno.test("a client may do without a Shadowsocks server, where it has another way out", () => {
  assertEquals(shown({ upstream: ["socks5://h:1", "http://h:2"] }), ["h:1", "h:2"]);
  assertEquals(shown({ route: "direct" }), []);
  assertEquals(problems("local", { file: "{}" }), ["no server is given"]);
});

Deno.test("a server's own addresses are no upstreams, and its ports have no ways of their own", () => {
  const { config, warnings } = load<ServerConfig>("server", {
    file: JSON.stringify({ servers: [{ ...SERVER, through: "socks5://h:1" }] }),
  });
  assertEquals(config.upstreams, []);
  assertEquals(warnings, ["servers[0].through is for clients: it has no effect here"]);
});

function at(said: object, index: number) {
  return { ...said, server: `192.0.2.${index + 1}` };
}

function loaded(file: object, role: "local" | "server") {
  return load<LocalConfig | ServerConfig>(role, { file: JSON.stringify(file) }).config;
}

function local(file: object) {
  return loaded(file, "local");
}

function namesOf(file: object): readonly string[] {
  return local(file).upstreams.map(({ name }) => name);
}

/** `name < what it goes through` */
function shown(file: object): readonly string[] {
  return local(file).upstreams.map(({ name, through }) =>
    through === undefined ? name : `${name} < ${through}`
  );
}

function credentialsOf(entry: UpstreamEntry) {
  const user = entry.kind === "shadowsocks" ? undefined : entry.user;
  return [user?.name, user?.password.reveal()];
}
