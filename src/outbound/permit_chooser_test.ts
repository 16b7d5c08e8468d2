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
const OF_CLIENTS = {
  byDefault: "proxy",
  namesFirst: "proxy",
  bypass: destinations(),
  proxy: destinations(),
} as const;
const ACL = new Acl({
  ...OF_CLIENTS,
  outboundByDefault: "allow",
  outboundBlock: destinations({ suffixes: ["bad.test"], cidrs: ["192.0.2.0/24"] }),
  outboundAllow: destinations({ hosts: ["good.test"] }),
});
const STRICT = new Acl({
  ...OF_CLIENTS,
  outboundByDefault: "block",
  outboundBlock: destinations(),
  outboundAllow: destinations({ cidrs: ["198.51.100.0/24"] }),
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

Deno.test("PermitChooser lets a name through an upstream whose every address is allowed, since that one picks", async () => {
  const { choose, resolver } = rig({ next: UPSTREAM, outbound: STRICT.outbound });
  const choices = ["mixed.test", "allowed.test", "none.test"].map(choose);
  await Promise.resolve();
  resolver.answer("mixed.test", "198.51.100.1", "192.0.2.1");
  resolver.answer("allowed.test", "198.51.100.1", "198.51.100.2");
  resolver.refuse("none.test");
  assertEquals((await Promise.all(choices)).map((outlet) => outlet === UPSTREAM), [
    false,
    true,
    false,
  ]);
});

Deno.test("PermitChooser closes the addresses that clients may not reach, whatever the way", () => {
  const { choose, resolver } = rig({ next: UPSTREAM, hasList: false });
  assertStrictEquals(choose("127.0.0.1"), BLOCKED_OUTLET);
  assertStrictEquals(choose("::1"), BLOCKED_OUTLET);
  assertStrictEquals(choose("a.bad.test"), UPSTREAM);
  assertEquals(resolver.asked, []);
});

Deno.test("PermitChooser closes names of such addresses through an upstream, where it is to look", async () => {
  const { choose, resolver } = rig({ next: UPSTREAM, hasList: false, looksUpNames: true });
  const choices = ["inside.test", "mixed.test", "outside.test", "unknown.test"].map(choose);
  await Promise.resolve();
  resolver.answer("inside.test", "127.0.0.1");
  resolver.answer("mixed.test", "198.51.100.1", "::1");
  resolver.answer("outside.test", "198.51.100.1");
  // Only the upstream can know it.
  resolver.refuse("unknown.test");
  assertEquals((await Promise.all(choices)).map((outlet) => outlet === UPSTREAM), [
    false,
    false,
    true,
    true,
  ]);
  assertStrictEquals(choose("198.51.100.1"), UPSTREAM);
});

Deno.test("PermitChooser looks nothing up for the direct way, which does so itself", async () => {
  const { choose, resolver } = rig({ next: DIRECT, hasList: false, looksUpNames: true });
  assertStrictEquals(await choose("any.test"), DIRECT);
  assertEquals(resolver.asked, []);
});

Deno.test("PermitChooser lets no name through an upstream that a list by address cannot judge", async () => {
  const { choose, resolver } = rig({ next: UPSTREAM });
  const chosen = choose("unknown.test");
  await Promise.resolve();
  resolver.refuse("unknown.test");
  assertStrictEquals(await chosen, BLOCKED_OUTLET);
});

Deno.test("PermitChooser closes names that an upstream would read as such an address", () => {
  const { choose, resolver } = rig({ next: UPSTREAM, hasList: false });
  for (const name of ["127.1", "0x7f000001", "2130706433", "[::1]", "::1%lo", "localhost"]) {
    assertStrictEquals(choose(name), BLOCKED_OUTLET, name);
  }
  assertStrictEquals(choose("198.51.25601"), UPSTREAM);
  assertEquals(resolver.asked, []);
});

Deno.test("PermitChooser decides by the list on an address however it is spelled", () => {
  const { choose, resolver } = rig({ next: UPSTREAM });
  assertStrictEquals(choose("0xc0000201"), BLOCKED_OUTLET);
  assertStrictEquals(choose("198.51.25601"), UPSTREAM);
  assertEquals(resolver.asked, []);
});

interface RigOptions {
  readonly next: Outlet;
  readonly hasList?: boolean;
  readonly looksUpNames?: boolean;
  readonly outbound?: Acl["outbound"];
}

function rig(options: RigOptions) {
  const { next, hasList = true, looksUpNames = false, outbound = ACL.outbound } = options;
  const resolver = new FakeResolver();
  const chooser = new PermitChooser({
    outbound: hasList ? outbound : undefined,
    mayReach: (ip) => ip !== "127.0.0.1" && ip !== "::1",
    ...{ resolver, looksUpNames },
    direct: DIRECT,
    checked: CHECKED,
    next: new FixedChooser(next),
  });
  const { signal } = new AbortController();
  return { resolver, choose: (host: string) => chooser.choose({ host, port: 80 }, { signal }) };
}
