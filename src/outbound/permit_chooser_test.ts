import { assertEquals, assertStrictEquals } from "@std/assert";
import { destinations, fakeOutlet } from "../../tests/support/destinations.ts";
import { FakeResolver } from "../../tests/support/fake_resolver.ts";
import { Acl } from "../acl/acl.ts";
import { BLOCKED_OUTLET } from "./blocked_outlet.ts";
import { FixedChooser } from "./fixed_chooser.ts";
import type { Outlet } from "./outlet.ts";
import { PermitChooser } from "./permit_chooser.ts";

const DIRECT = fakeOutlet();
const CHECKED = fakeOutlet();
const UPSTREAM = fakeOutlet();
const ACL = new Acl({
  byDefault: "proxy",
  namesFirst: "proxy",
  bypass: destinations(),
  proxy: destinations(),
  outboundByDefault: "allow",
  outboundBlock: destinations({ suffixes: ["bad.test"], cidrs: ["192.0.2.0/24"] }),
  outboundAllow: destinations({ hosts: ["good.test"] }),
});

Deno.test("PermitChooser blocks what the list blocks, by name and by address", () => {
  for (const next of [DIRECT, UPSTREAM]) {
    const { choose } = rig({ next });
    assertStrictEquals(choose("a.bad.test"), BLOCKED_OUTLET);
    assertStrictEquals(choose("192.0.2.9"), BLOCKED_OUTLET);
    assertStrictEquals(choose("good.test"), next);
    assertStrictEquals(choose("198.51.100.1"), next);
  }
});

Deno.test("PermitChooser leaves the addresses of a name to the direct way, which checks what it connects to", async () => {
  const { choose, resolver } = rig({ next: DIRECT });
  assertStrictEquals(await choose("other.test"), CHECKED);
  assertEquals(resolver.asked, []);
});

Deno.test("PermitChooser resolves a name that goes through an upstream, where nobody checks", async () => {
  const { choose, resolver } = rig({ next: UPSTREAM });
  const [blocked, allowed] = [choose("blocked.test"), choose("allowed.test")];
  await Promise.resolve();
  resolver.answer("blocked.test", "198.51.100.1", "192.0.2.1");
  resolver.answer("allowed.test", "198.51.100.1");
  assertStrictEquals(await blocked, BLOCKED_OUTLET);
  assertStrictEquals(await allowed, UPSTREAM);
});

Deno.test("PermitChooser closes the addresses that clients may not reach, whatever the way", () => {
  const { choose, resolver } = rig({ next: UPSTREAM, hasList: false });
  assertStrictEquals(choose("127.0.0.1"), BLOCKED_OUTLET);
  assertStrictEquals(choose("::1"), BLOCKED_OUTLET);
  assertStrictEquals(choose("a.bad.test"), UPSTREAM);
  assertEquals(resolver.asked, []);
});

function rig({ next, hasList = true }: { readonly next: Outlet; readonly hasList?: boolean }) {
  const resolver = new FakeResolver();
  const chooser = new PermitChooser({
    outbound: hasList ? ACL.outbound : undefined,
    mayReach: (ip) => ip !== "127.0.0.1" && ip !== "::1",
    resolver,
    direct: DIRECT,
    checked: CHECKED,
    next: new FixedChooser(next),
  });
  const { signal } = new AbortController();
  return { resolver, choose: (host: string) => chooser.choose({ host, port: 80 }, { signal }) };
}
