import { assert, assertAlmostEquals, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { bySource, byTarget, HashPicker } from "./hash_picker.ts";
import type { Pickable } from "./picker.ts";

const HOSTS = Array.from({ length: 10_000 }, (_, i) => `host-${i}.example.net`);

function upstreams(count: number): readonly Pickable[] {
  return Array.from({ length: count }, (_, i) => ({ name: `up-${i}.example:1080`, weight: 1 }));
}

/** The upstream of each host. */
function choices(among: readonly Pickable[]): readonly string[] {
  const picker = new HashPicker(byTarget);
  return HOSTS.map((host) => picker.order(among, requestFor(host))[0]!.name);
}

function requestFor(host: string, source?: string) {
  return { target: { host, port: 443 }, source };
}

function shareOf(name: string, chosen: readonly string[]): number {
  return chosen.filter((other) => other === name).length / chosen.length;
}

Deno.test("HashPicker.order() moves only the targets of an upstream that is gone", () => {
  const ten = upstreams(10);
  const [before, after] = [choices(ten), choices(ten.slice(1))];
  for (const [i, name] of before.entries()) {
    if (name !== ten[0]!.name) assertEquals(after[i], name);
  }
  // And spreads them over all the others.
  const moved = after.filter((_, i) => before[i] === ten[0]!.name);
  for (const { name } of ten.slice(1)) assertAlmostEquals(shareOf(name, moved), 1 / 9, 0.04);
});

Deno.test("HashPicker.order() gives a new upstream its part of everybody's targets", () => {
  const [before, after] = [choices(upstreams(9)), choices(upstreams(10))];
  const moved = after.filter((name, i) => name !== before[i]);
  assertAlmostEquals(moved.length / HOSTS.length, 1 / 10, 0.01);
  assertEquals(shareOf(upstreams(10)[9]!.name, moved), 1);
});

Deno.test("HashPicker.order() shares out by weight", () => {
  const chosen = choices([
    { name: "a", weight: 1 },
    { name: "b", weight: 2 },
    { name: "c", weight: 0.5 },
    { name: "d", weight: 0.5 },
  ]);
  const shares = ["a", "b", "c", "d"].map((name) => shareOf(name, chosen));
  for (const [i, share] of [0.25, 0.5, 0.125, 0.125].entries()) {
    assertAlmostEquals(shares[i]!, share, 0.02);
  }
});

Deno.test("HashPicker.order() moves no target to an upstream that weighs less than before, or away from one that weighs more", () => {
  const heavy = choices([{ name: "a", weight: 3 }, { name: "b", weight: 1 }]);
  const light = choices([{ name: "a", weight: 1 }, { name: "b", weight: 1 }]);
  for (const [i, name] of light.entries()) if (name === "a") assertEquals(heavy[i], "a");
});

Deno.test("HashPicker.order() is the same whatever the order of the candidates", () => {
  const request = fc.record({ host: fc.domain(), shift: fc.nat(9) });
  fc.assert(fc.property(request, ({ host, shift }) => {
    const ten = upstreams(10);
    const turned = [...ten.slice(shift), ...ten.slice(0, shift)];
    const [one, other] = [new HashPicker(byTarget), new HashPicker(byTarget)];
    const order = one.order(ten, requestFor(host));
    assertEquals(order, other.order(turned, requestFor(host)));
    assertEquals(order.toSorted(byName), ten.toSorted(byName));
  }));
});

Deno.test("HashPicker.order() goes by the target's host: names, IPv4 and IPv6, whatever the port or the spelling", () => {
  const ten = upstreams(10);
  const picker = new HashPicker(byTarget);
  for (const host of ["Www.Example.com", "192.0.2.1", "2001:db8::1"]) {
    const order = picker.order(ten, { target: { host, port: 0x1234 }, source: "192.0.2.9" });
    const lower = { host: host.toLowerCase(), port: 0x3412 };
    assertEquals(picker.order(ten, { target: lower, source: undefined }), order);
  }
  for (const spelled of ["b\u00fccher.example", "B\u00dcCHER.example.", "xn--bcher-kva.example"]) {
    const order = picker.order(ten, requestFor("xn--bcher-kva.example."));
    assertEquals(picker.order(ten, requestFor(spelled)), order);
  }
});

Deno.test("HashPicker.order() goes by the client's address, as IPv4 and as an IPv6 socket shows it", () => {
  const ten = upstreams(10);
  const picker = new HashPicker(bySource);
  const firsts = new Set<string>();
  for (let i = 0; i < 50; i++) {
    const order = picker.order(ten, requestFor("a.example", `192.0.2.${i}`));
    assertEquals(picker.order(ten, requestFor("b.example", `::ffff:192.0.2.${i}`)), order);
    firsts.add(order[0]!.name);
  }
  assert(firsts.size > 5);
});

Deno.test("HashPicker.order() keeps an association, which has no one target, with its client", () => {
  const ten = upstreams(10);
  const packets = new HashPicker(byTarget).order(ten, { target: undefined, source: "192.0.2.7" });
  const streams = new HashPicker(bySource).order(ten, requestFor("a.example", "192.0.2.7"));
  assertEquals(packets, streams);
});

Deno.test("HashPicker.order() leaves the order alone where there is nothing to go by", () => {
  const ten = upstreams(10);
  assertStrictEquals(new HashPicker(bySource).order(ten, requestFor("a.example")), ten);
});

function byName(a: Pickable, b: Pickable): number {
  return a.name < b.name ? -1 : 1;
}
