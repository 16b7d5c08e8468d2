import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { compileDestinations } from "./compile_destinations.ts";
import { type DestinationRules, NO_DESTINATIONS } from "./destination_rules.ts";
import { type RouteQuestion, RouteTable, type RouteTableRule } from "./route_table.ts";

type Rule = Partial<Omit<RouteTableRule<string>, "destinations">> & {
  readonly to?: Partial<DestinationRules>;
};

Deno.test("RouteTable takes the first rule that matches, in whatever way it does", () => {
  const decide = decider([
    { to: { hosts: ["www.example.com"] } },
    { to: { keywords: ["tracker"] } },
    { to: { suffixes: ["example.com"] } },
    { to: { cidrs: ["10.0.0.0/8"], suffixes: ["corp.test"] } },
    { to: { ranges: [{ first: "10.1.0.0", last: "10.1.0.9" }], hosts: ["192.0.2.1"] } },
    { to: { suffixes: ["test"] }, ports: [{ first: 80, last: 90 }] },
  ]);
  assertEquals(decide("www.example.com"), 0);
  assertEquals(decide("WWW.Example.COM."), 0);
  assertEquals(decide("tracker.example.com"), 1);
  assertEquals(decide("a.b.example.com"), 2);
  assertEquals(decide("10.1.0.5"), 3);
  assertEquals(decide("x.corp.test"), 3);
  assertEquals(decide("192.0.2.1"), 4);
  assertEquals(decide("x.test", { port: 90 }), 5);
  assertEquals(decide("x.test", { port: 91 }), undefined);
  assertEquals(decide("example.org"), undefined);
});

Deno.test("RouteTable tries keywords and patterns on names alone, countries on addresses", () => {
  const decide = decider([
    { to: { keywords: ["192"] } },
    { to: { patterns: ["^1.*9$"] } },
    { to: { countries: ["FR"] } },
    { to: { patterns: ["^host[0-9]+"], countries: ["DE"] } },
  ]);
  assertEquals(decide("x192.test"), 0);
  assertEquals(decide("1a9"), 1);
  assertEquals(decide("host7.test"), 3);
  assertEquals(decide("192.0.2.9"), 3);
  assertEquals(decide("other.test"), undefined);
});

Deno.test("RouteTable asks all parts of a rule: destination, port and user", () => {
  const decide = decider([
    { to: { suffixes: ["example.com"] }, ports: [{ first: 443, last: 443 }], users: ["alice"] },
    { users: ["alice", "bob"], ports: [{ first: 1, last: 100 }, { first: 200, last: 300 }] },
  ]);
  assertEquals(decide("example.com", { port: 443, user: "alice" }), 0);
  assertEquals(decide("example.com", { port: 443, user: "bob" }), undefined);
  assertEquals(decide("example.com", { port: 250, user: "bob" }), 1);
  assertEquals(decide("10.0.0.1", { port: 1, user: "bob" }), 1);
  assertEquals(decide("10.0.0.1", { port: 150, user: "bob" }), undefined);
  assertEquals(decide("10.0.0.1", { port: 1 }), undefined);
});

Deno.test("RouteTable asks for a name's addresses where a rule by address could come first", () => {
  const table = tableOf([
    { to: { hosts: ["early.test"] } },
    { to: { cidrs: ["10.0.0.0/8"] }, ports: [{ first: 80, last: 80 }] },
    { to: { suffixes: ["test"] } },
  ]);
  const decide = (host: string, port: number, addresses?: readonly string[]) =>
    table.decide({ host, port, user: undefined, addresses });
  assertEquals(decide("early.test", 80), { way: "0", rule: 0 });
  assertEquals(decide("late.test", 80), undefined);
  assertEquals(decide("late.test", 80, ["192.0.2.1", "10.0.0.1"]), { way: "1", rule: 1 });
  assertEquals(decide("late.test", 80, ["192.0.2.1"]), { way: "2", rule: 2 });
  assertEquals(decide("late.test", 80, []), { way: "2", rule: 2 });
  // The rule by address is for another port.
  assertEquals(decide("late.test", 443), { way: "2", rule: 2 });
  assertEquals(decide("10.0.0.1", 80), { way: "1", rule: 1 });
  assertEquals(decide("other.example", 443), { way: "otherwise", rule: undefined });
});

Deno.test("RouteTable decides as a look at every rule in turn would", () => {
  const label = fc.constantFrom("a", "b", "c");
  const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join("."));
  const rule = fc.record({
    to: fc.option(
      fc.record({
        suffixes: fc.array(name, { maxLength: 2 }),
        hosts: fc.array(name, { maxLength: 2 }),
        keywords: fc.array(name, { maxLength: 1 }),
      }),
      { nil: undefined },
    ),
    ports: fc.array(fc.constantFrom({ first: 1, last: 1 }, { first: 1, last: 2 }), {
      maxLength: 1,
    }),
    users: fc.array(fc.constantFrom("u", "v"), { maxLength: 1 }),
  });
  const question = fc.record({
    host: name,
    port: fc.integer({ min: 1, max: 3 }),
    user: fc.constantFrom("u", "v", undefined),
  });
  fc.assert(fc.property(fc.array(rule, { maxLength: 12 }), question, (drawn, asked) => {
    const rules = drawn.map(({ to, ...rest }) => to === undefined ? rest : { ...rest, to });
    const expected = rules.findIndex((rule) => matches(rule, asked));
    const decision = tableOf(rules).decide(asked);
    assertEquals(decision?.rule, expected === -1 ? undefined : expected);
  }));
});

function matches({ to, ports = [], users = [] }: Rule, { host, port, user }: RouteQuestion) {
  const isBelow = (suffix: string) => `.${host}`.endsWith(`.${suffix}`);
  return (to === undefined || to.hosts?.includes(host) || to.suffixes?.some(isBelow) ||
    to.keywords?.some((word) => host.includes(word))) &&
    (ports.length === 0 || ports.some(({ first, last }) => first <= port && port <= last)) &&
    (users.length === 0 || (user !== undefined && users.includes(user)));
}

function decider(rules: readonly Rule[]) {
  const table = tableOf(rules);
  return (host: string, { port = 80, user }: { port?: number; user?: string } = {}) =>
    table.decide({ host, port, user, addresses: [] })?.rule;
}

function tableOf(rules: readonly Rule[]): RouteTable<string> {
  return new RouteTable({
    rules: rules.map(({ to, ports = [], users = [] }, i) => ({
      destinations: to && { ...NO_DESTINATIONS, ...to },
      ports,
      users,
      way: `${i}`,
    })),
    otherwise: "otherwise",
    compile: (rules) => compileDestinations(rules, { countryOf: () => "DE" }),
  });
}
