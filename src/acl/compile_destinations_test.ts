import { assertEquals, assertThrows } from "@std/assert";
import { compileDestinations } from "./compile_destinations.ts";
import { type DestinationRules, NO_DESTINATIONS } from "./destination_rules.ts";

function rulesOf(rules: Partial<DestinationRules>): DestinationRules {
  return { ...NO_DESTINATIONS, ...rules };
}

Deno.test("DestinationMatcher.matchesName() goes by each kind of rule, in whatever spelling the name comes", () => {
  const matcher = compileDestinations(rulesOf({
    suffixes: ["xn--bcher-kva.example"],
    hosts: ["host.example"],
    keywords: ["track.r"],
    patterns: ["^ads\\d"],
  }));
  const matching = [
    ...["bücher.example", "WWW.BÜCHER.example.", "xn--bcher-kva.example", "Host.Example."],
    ...["my-track.r", "ADS1.example"],
  ];
  const other = ["buecher.example", "www.host.example", "tracker", "my-ads1.example", "", "."];
  for (const name of matching) assertEquals(matcher.matchesName(name), true, name);
  for (const name of other) assertEquals(matcher.matchesName(name), false, name);
});

Deno.test("DestinationMatcher goes by addresses, wherever an IP literal comes", () => {
  const matcher = compileDestinations(rulesOf({
    hosts: ["198.51.100.7", "2001:db8::7"],
    cidrs: ["192.0.2.0/24"],
    ranges: [{ first: "203.0.113.5", last: "203.0.113.9" }],
    patterns: ["."],
  }));
  for (const ip of ["198.51.100.7", "2001:DB8:0::7", "192.0.2.9", "203.0.113.9"]) {
    assertEquals([matcher.matchesName(ip), matcher.matchesAddress(ip)], [true, true], ip);
  }
  // The pattern is for names.
  for (const ip of ["198.51.100.8", "2001:db8::8", "203.0.113.10"]) {
    assertEquals([matcher.matchesName(ip), matcher.matchesAddress(ip)], [false, false], ip);
  }
  assertEquals(matcher.matchesAddress("example.com"), false);
});

Deno.test("DestinationMatcher.matchesAddress() goes by country", () => {
  const countryOf = (ip: string) => ip.startsWith("192.") ? "NL" : undefined;
  const matcher = compileDestinations(rulesOf({ countries: ["DE", "NL"] }), { countryOf });
  assertEquals(matcher.matchesAddress("192.0.2.1"), true);
  assertEquals(matcher.matchesAddress("198.51.100.1"), false);
  assertEquals(
    compileDestinations(rulesOf({ countries: ["NL"] })).matchesAddress("192.0.2.1"),
    false,
  );
});

Deno.test("DestinationMatcher.hasAddresses tells whether a name is worth resolving", () => {
  const has = (rules: Partial<DestinationRules>) =>
    compileDestinations(rulesOf(rules)).hasAddresses;
  assertEquals(has({ suffixes: ["a"], hosts: ["b"], keywords: ["c"], patterns: ["d"] }), false);
  assertEquals(has({ hosts: ["192.0.2.1"] }), true);
  assertEquals(has({ cidrs: ["::/0"] }), true);
  assertEquals(has({ ranges: [{ first: "::1", last: "::2" }] }), true);
  assertEquals(has({ countries: ["NL"] }), true);
});

Deno.test("compileDestinations() throws when rules are not what they were checked to be", () => {
  assertThrows(() => compileDestinations(rulesOf({ cidrs: ["10.0.0.0/33"] })), RangeError);
  const range = { first: "192.0.2.2", last: "192.0.2.1" };
  assertThrows(() => compileDestinations(rulesOf({ ranges: [range] })), RangeError);
});
