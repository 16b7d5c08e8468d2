import { assertEquals, assertStrictEquals } from "@std/assert";
import { destinations, fakeOutlet } from "../../tests/support/destinations.ts";
import { FakeResolver } from "../../tests/support/fake_resolver.ts";
import { Acl } from "../acl/acl.ts";
import type { AclRules } from "../acl/acl_rules.ts";
import { BypassChooser } from "./bypass_chooser.ts";
import { FixedChooser } from "./fixed_chooser.ts";

const DIRECT = fakeOutlet();
const PROXIED = fakeOutlet();
const RULES: AclRules = {
  byDefault: "proxy",
  namesFirst: "proxy",
  bypass: destinations({ suffixes: ["local.test"], cidrs: ["10.0.0.0/8"] }),
  proxy: destinations({ hosts: ["far.local.test"] }),
  outboundByDefault: "allow",
  outboundBlock: destinations(),
  outboundAllow: destinations(),
};

Deno.test("BypassChooser sends out directly what the list bypasses, and the rest onwards", () => {
  const { choose } = rig(RULES);
  assertStrictEquals(choose("a.local.test"), DIRECT);
  assertStrictEquals(choose("far.local.test"), PROXIED);
  assertStrictEquals(choose("10.9.8.7"), DIRECT);
  assertStrictEquals(choose("192.0.2.1"), PROXIED);
});

Deno.test("BypassChooser asks for addresses where only they can tell", async () => {
  const { choose, resolver } = rig(RULES);
  const inside = choose("intranet.test");
  resolver.answer("intranet.test", "10.0.0.1");
  assertStrictEquals(await inside, DIRECT);
  const outside = choose("public.test");
  resolver.answer("public.test", "192.0.2.1");
  assertStrictEquals(await outside, PROXIED);
  const nowhere = choose("nowhere.test");
  resolver.refuse("nowhere.test");
  assertStrictEquals(await nowhere, PROXIED);
});

Deno.test("BypassChooser resolves nothing for a list without addresses", () => {
  const { choose, resolver } = rig({
    ...RULES,
    bypass: destinations({ suffixes: ["local.test"] }),
  });
  assertStrictEquals(choose("public.test"), PROXIED);
  assertEquals(resolver.asked, []);
});

function rig(rules: AclRules) {
  const resolver = new FakeResolver();
  const chooser = new BypassChooser({
    targets: new Acl(rules).targets,
    resolver,
    direct: DIRECT,
    next: new FixedChooser(PROXIED),
  });
  const { signal } = new AbortController();
  return { resolver, choose: (host: string) => chooser.choose({ host, port: 80 }, { signal }) };
}
