import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { destinations, fakeOutlet } from "../../tests/support/destinations.ts";
import { FakeResolver } from "../../tests/support/fake_resolver.ts";
import { compileDestinations } from "../acl/compile_destinations.ts";
import { RouteTable } from "../acl/route_table.ts";
import { TableChooser } from "./table_chooser.ts";

const PRIVATE = fakeOutlet();
const OTHERWISE = fakeOutlet();
const TABLE = new RouteTable({
  rules: [{
    destinations: destinations({ cidrs: ["10.0.0.0/8"], hosts: ["home.test"] }),
    ports: [],
    users: ["alice"],
    way: PRIVATE,
  }],
  otherwise: OTHERWISE,
  compile: (rules) => compileDestinations(rules),
});
const options = (user?: string) => ({ signal: new AbortController().signal, user });

Deno.test("TableChooser decides at once by what it is given", () => {
  const chooser = new TableChooser({ table: TABLE, resolver: undefined });
  const choose = (host: string, user?: string) => chooser.choose({ host, port: 80 }, options(user));
  assertStrictEquals(choose("home.test", "alice"), PRIVATE);
  assertStrictEquals(choose("10.1.2.3", "alice"), PRIVATE);
  assertStrictEquals(choose("10.1.2.3", "bob"), OTHERWISE);
  // Without a resolver a rule by address does not see names.
  assertStrictEquals(choose("far.test", "alice"), OTHERWISE);
});

Deno.test("TableChooser resolves a name where a rule by address may concern it, and only there", async () => {
  const resolver = new FakeResolver();
  const chooser = new TableChooser({ table: TABLE, resolver });
  const far = { host: "far.test", port: 80 };
  const chosen = chooser.choose(far, options("alice"));
  resolver.answer("far.test", "192.0.2.1", "10.0.0.1");
  assertStrictEquals(await chosen, PRIVATE);
  assertStrictEquals(chooser.choose(far, options("bob")), OTHERWISE);
  assertStrictEquals(chooser.choose({ host: "home.test", port: 1 }, options("alice")), PRIVATE);
  assertEquals(resolver.asked, ["far.test"]);
});

Deno.test("TableChooser takes a name that does not resolve for a name alone", async () => {
  const resolver = new FakeResolver();
  const chooser = new TableChooser({ table: TABLE, resolver });
  const chosen = chooser.choose({ host: "no.test", port: 80 }, options("alice"));
  resolver.refuse("no.test");
  assertStrictEquals(await chosen, OTHERWISE);
});

Deno.test("TableChooser rejects with the reason of an abort", async () => {
  const resolver = new FakeResolver();
  const chooser = new TableChooser({ table: TABLE, resolver });
  const giving = new AbortController();
  const chosen = chooser.choose({ host: "a.test", port: 80 }, {
    signal: giving.signal,
    user: "alice",
  });
  giving.abort(new Error("The client has left"));
  await assertRejects(async () => await chosen, Error, "has left");
});
