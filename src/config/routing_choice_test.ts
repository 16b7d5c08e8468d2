import { assertEquals } from "@std/assert";
import { failure, load, problems } from "../../tests/support/load_config.ts";
import type { LocalConfig, ServerConfig } from "./config.ts";
import type { Route, RouteRule } from "./routing.ts";

const SERVER = { server: "192.0.2.1", method: "aes-256-gcm", password: "a-long-password" };
const PROXIES = [{ name: "corp", url: "socks5://h:1" }, { name: "back", url: "http://h:2" }];

Deno.test("a client takes its servers and upstreams in order, but those that only carry others", () => {
  const file = {
    ...SERVER,
    name: "home",
    through: "corp",
    upstreams: [...PROXIES, { name: "spare", url: "socks5://h:3", weight: 0 }],
  };
  assertEquals(otherwise(file), ["home, back", "ordered", "fail"]);
});

Deno.test("a server goes out directly, or through its outbound_proxy", () => {
  assertEquals(serverOf({}).config.routing.otherwise, { kind: "direct" });
  const { config } = serverOf({ outbound_proxy: ["http://h:1", "socks5://h:2"] });
  assertEquals(named(config.routing.otherwise), ["h:2", "ordered", "fail"]);
  assertEquals(config.upstreams.map(({ name, through }) => [name, through]), [
    ["h:1", undefined],
    ["h:2", "h:1"],
  ]);
});

Deno.test("a server's rules by address see names, a client's where they are told to", () => {
  const rules = [{ ip: ["192.0.2.0/24"], route: "block" }];
  assertEquals(serverOf({ rules }).config.routing.resolves, true);
  assertEquals(serverOf({ rules, resolve: false }).config.routing.resolves, false);
  assertEquals(serverOf({}).config.routing.resolves, false);
  assertEquals(local({ ...SERVER, rules }).config.routing.resolves, false);
  assertEquals(local({ ...SERVER, rules, resolve: true }).config.routing.resolves, true);
});

Deno.test("route names the way of everything that no rule has", () => {
  const upstreams = PROXIES;
  assertEquals(otherwise({ upstreams, route: "back" }), ["back", "ordered", "fail"]);
  assertEquals(otherwise({ upstreams, route: ["back", "corp", "back"], balance: "strict" }), [
    "back, corp",
    "strict",
    "fail",
  ]);
  for (const kind of ["direct", "block"] as const) {
    const rules = [{ route: ["corp", "back"] }];
    assertEquals(local({ upstreams, rules, route: kind }).config.routing.otherwise, { kind });
  }
});

Deno.test("a route to nobody is told of with the nearest name", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    cropp: ['route names "cropp", which is no upstream', "did you mean corp?"],
    dierct: ['route names "dierct", which is no upstream', "did you mean direct?"],
    xxxxxxxxxx: [
      'route names "xxxxxxxxxx", which is no upstream',
      "there are direct, block, corp, back",
    ],
    "http://me:pw@h": [
      "route names a URL, which is no upstream",
      "there are direct, block, corp, back",
    ],
  };
  for (const [route, expected] of Object.entries(cases)) {
    const file = JSON.stringify({ upstreams: PROXIES, route });
    const [problem] = failure("local", { file }).problems;
    assertEquals([problem!.message, problem!.hint], expected);
  }
  const file = JSON.stringify({ upstreams: PROXIES, route: ["corp", "direct"] });
  assertEquals(problems("local", { file }), ["route has direct beside something else"]);
});

Deno.test("balance and when_all_down take our words and those of Apache Traffic Server", () => {
  const balances: readonly (readonly [object, string])[] = [
    [{ balance: "ordered" }, "ordered"],
    [{ balance: "client_hash" }, "client_hash"],
    [{ balance: "latency" }, "latency"],
    [{ round_robin: "strict" }, "strict"],
    [{ round_robin: false }, "ordered"],
    [{ round_robin: "true" }, "client_hash"],
    [{ round_robin: "consistent_hash" }, "consistent_hash"],
    [{ round_robin: "latched" }, "latched"],
  ];
  for (const [said, balance] of balances) {
    assertEquals(otherwise({ upstreams: PROXIES, ...said }), ["corp, back", balance, "fail"]);
  }
  for (const said of [{ when_all_down: "direct" }, { go_direct: true }]) {
    assertEquals(otherwise({ upstreams: PROXIES, ...said })[2], "direct");
  }
  assertEquals(otherwise({ upstreams: PROXIES, go_direct: false })[2], "fail");
});

Deno.test("rules say what must hold, one value as good as a list", () => {
  const rules = [
    { domain: "*.Example.COM", keyword: ["Ads"], regex: "^a+\\.", route: "block" },
    { host: ["WWW.example.com.", "192.0.2.9", "bücher.example"], port: 80, route: "direct" },
    { ip: ["10.0.0.0/8", "2001:db8::1", "192.0.2.1 - 192.0.2.9"], route: "direct" },
    { port: ["443", "1000-2000"], user: "me", country: "de", route: "corp" },
  ];
  const file = { users: "me:pw", upstreams: PROXIES, country_file: "x.mmdb", rules };
  const { config, warnings } = local(file);
  assertEquals(warnings, []);
  assertEquals(config.routing.countryFile, "x.mmdb");
  assertEquals(config.routing.rules.map(shown), [
    ["block", ["example.com", "ads", "^a+\\."], [], []],
    ["direct", ["www.example.com", "xn--bcher-kva.example", "192.0.2.9"], ["80-80"], []],
    ["direct", ["10.0.0.0/8", "2001:db8::1", "192.0.2.1-192.0.2.9"], [], []],
    ["corp", ["DE"], ["443-443", "1000-2000"], ["me"]],
  ]);
  assertEquals(config.routing.rules[0]?.place, `config.json:1:${placeOf(file, '"block"')}`);
});

Deno.test("a rule has its own balance, or that at the top, and a flag goes over both", () => {
  const rules = [{ route: ["corp", "back"], balance: "latched" }];
  const file = JSON.stringify({ upstreams: PROXIES, balance: "strict", go_direct: true, rules });
  const balanceOf = (flags: Readonly<Record<string, string>>) => {
    const { config } = load<LocalConfig>("local", { file, flags });
    return named(config.routing.rules[0]!.route);
  };
  assertEquals(balanceOf({}), ["corp, back", "latched", "direct"]);
  assertEquals(balanceOf({ balance: "latency" }), ["corp, back", "latency", "direct"]);
});

Deno.test("rules take domains from files, and tell of lines that are left out", () => {
  const file = JSON.stringify({
    ...SERVER,
    rules: [{ domain: "own.example", domain_file: ["a.txt", "b.txt"], route: "direct" }],
  });
  const files = { "a.txt": "full:a.example\n!!\nb.example\n", "b.txt": "10.0.0.0/8\n" };
  const { config, warnings } = load<LocalConfig>("local", { file, files });
  assertEquals(shown(config.routing.rules[0]!)[1], [
    "own.example",
    "b.example",
    "a.example",
    "10.0.0.0/8",
  ]);
  assertEquals(warnings, ["!! is no host name"]);
  assertEquals(problems("local", { file, files: { "a.txt": "" } }), [
    "rules[0].domain_file names b.txt, which does not exist",
  ]);
});

Deno.test("of many lines that are left out, ten are told of and the others counted", () => {
  const file = JSON.stringify({ ...SERVER, rules: [{ domain_file: "a.txt", route: "direct" }] });
  const { warnings } = load("local", { file, files: { "a.txt": "!!\n".repeat(25) } });
  assertEquals(warnings.at(-1), "15 more lines of a.txt are left out");
});

Deno.test("values of rules that are none are told of with their place", () => {
  const cases: Readonly<Record<string, string>> = {
    '"domain": "a b"': 'rules[0].domain must be a domain such as example.com, not "a b"',
    '"host": ["ok.example", "x/y"]':
      'rules[0].host must be a host such as www.example.com, not "x/y"',
    '"keyword": ""': 'rules[0].keyword must be a part of a name, such as tracker, not ""',
    '"regex": "(a"': 'rules[0].regex must be a regular expression such as ^ads[0-9]*\\., not "(a"',
    '"ip": "10.0.0.0/33"':
      'rules[0].ip must be an address range such as 192.0.2.0/24 or 192.0.2.1 - 192.0.2.9, not "10.0.0.0/33"',
    '"ip": "192.0.2.9 - 192.0.2.1"':
      'rules[0].ip must be an address range such as 192.0.2.0/24 or 192.0.2.1 - 192.0.2.9, not "192.0.2.9 - 192.0.2.1"',
    '"port": "2000-1000"':
      'rules[0].port must be a port, or a range of ports such as 1000-2000, not "2000-1000"',
    '"port": "80-"':
      'rules[0].port must be a port, or a range of ports such as 1000-2000, not "80-"',
    '"country": "GER"':
      'rules[0].country must be a country\'s code of two letters (ISO 3166-1), such as DE, not "GER"',
    '"balance": "often"':
      'rules[0].balance must be one of ordered, strict, client_hash, consistent_hash, latched, latency, not "often"',
  };
  for (const [member, message] of Object.entries(cases)) {
    const file = `{"rules": [{"route": "direct", ${member}}]}`;
    assertEquals(problems("local", { file }), [message], member);
  }
  assertEquals(problems("local", { file: '{"rules": [{"domain": "a.example"}]}' }), [
    "rules[0].route is missing",
  ]);
});

Deno.test("an empty list in a rule is refused: it would match everything", () => {
  assertEquals(problems("local", { file: '{"rules": [{"ip": [], "route": "direct"}]}' }), [
    "rules[0].ip must name at least one, not an empty list",
  ]);
});

Deno.test("a rule by country needs a file of countries", () => {
  const file = JSON.stringify({ ...SERVER, rules: [{ country: ["DE", "FR"], route: "direct" }] });
  assertEquals(problems("local", { file }), [
    "rules[0].country needs a file that says which addresses are of which country",
  ]);
});

Deno.test("what cannot come into effect is warned of", () => {
  const rules = [{ port: 80, route: "direct" }, { route: "block" }, { port: 81, route: "direct" }];
  const { warnings } = local({ ...SERVER, rules });
  assertEquals(warnings.length, 1);
  assertEquals(
    warnings[0]?.startsWith("rules[2].route never comes into effect: the rule at"),
    true,
  );
  const idle = local({ ...SERVER, name: "home", upstreams: PROXIES, route: ["home", "back"] });
  assertEquals(idle.warnings, ["upstreams[0].url is not used: no route leads to corp"]);
  const strangers = local({
    ...SERVER,
    users: "alice:pw",
    rules: [{ user: "alcie", route: "direct" }],
  });
  assertEquals(strangers.warnings, ['rules[0].user names "alcie", who is no user']);
});

Deno.test("a server's rules may go by the users of its ports", () => {
  const users = { alice: "key-of-alice-1234", bob: "key-of-bob-123456" };
  const list = Object.entries(users).map(([name, password]) => ({ name, password }));
  const { warnings } = serverOf({ users: list, rules: [{ user: "bob", route: "block" }] });
  assertEquals(warnings, []);
});

Deno.test("weights of 0 for all leave nothing to pick", () => {
  const file = JSON.stringify({ upstreams: [{ url: "socks5://h:1", weight: 0 }] });
  assertEquals(problems("local", { file }), [
    "upstreams[0].url has weight 0 as all others have: none is left to pick",
  ]);
});

Deno.test("UDP needs a way that carries it: of proxies socks5 alone, and not through another kind", () => {
  const modeOf = (file: object) =>
    problems("local", { file: JSON.stringify({ mode: "tcp_and_udp", ...file }) });
  const missing = ["mode asks for UDP, which no server carries"];
  assertEquals(modeOf({ upstreams: [{ url: "http://h:1" }, { url: "socks4://h:1" }] }), missing);
  assertEquals(modeOf({ ...SERVER, through: "http://h:1" }), missing);
  assertEquals(modeOf({ upstreams: [{ url: "socks5://h:1", udp_weight: 0 }] }), missing);
  assertEquals(modeOf({ upstreams: [{ url: "socks5://h:1", through: "socks5://h:2" }] }), missing);
  for (
    const file of [
      { upstreams: PROXIES },
      { ...SERVER, through: "socks5://h:1" },
      { upstreams: [{ url: "http://h:1" }], when_all_down: "direct" },
      { upstreams: [{ url: "http://h:1" }], rules: [{ port: 53, route: "direct" }] },
    ]
  ) {
    const mode = { mode: "tcp_and_udp" };
    assertEquals(local({ ...mode, ...file }).config.mode, "tcp_and_udp");
  }
});

function local(file: object) {
  return load<LocalConfig>("local", { file: JSON.stringify(file) });
}

function serverOf(file: object) {
  return load<ServerConfig>("server", { file: JSON.stringify({ ...SERVER, ...file }) });
}

/** What holds where no rule matches. */
function otherwise(file: object) {
  return named(local(file).config.routing.otherwise);
}

function named(route: Route): readonly string[] {
  if (route.kind !== "upstreams") return [route.kind];
  return [route.names.join(", "), route.balance, route.whenAllDown];
}

function shown({ match, route }: RouteRule) {
  const { destinations, ports, users } = match;
  const parts = Object.values(destinations ?? {}).flat()
    .map((part) => typeof part === "string" ? part : `${part.first}-${part.last}`);
  return [named(route)[0], parts, ports.map(({ first, last }) => `${first}-${last}`), users];
}

/** The column of a text in the file. */
function placeOf(file: object, text: string): number {
  return JSON.stringify(file).indexOf(text) + 1;
}
