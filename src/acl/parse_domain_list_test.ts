import { assertEquals } from "@std/assert";
import { parseDomainList } from "./parse_domain_list.ts";

Deno.test("parseDomainList() reads the kinds of a domain-list-community file", () => {
  const { rules, problems } = parseDomainList(String.raw`
# a comment
example.com
domain:Example.net @cn
full:www.example.org @ads @cn &geolocation-cn # and a comment
keyword:Tracker
regexp:^ads?\d*\.
regexp:(^|\.)example\.info$
`);
  assertEquals(problems, []);
  assertEquals(rules, {
    suffixes: ["example.com", "example.net", "example.info"],
    hosts: ["www.example.org"],
    keywords: ["tracker"],
    patterns: ["^ads?\\d*\\."],
    cidrs: [],
    ranges: [],
    countries: [],
  });
});

Deno.test("parseDomainList() reads lists of names and blocks, and hosts files", () => {
  const { rules, problems } = parseDomainList(
    "\uFEFFexample.com\r\n.example.net\r\n10.0.0.0/8\r\n2001:db8::1\r\n" +
      "0.0.0.0 ads.example a.ads.example # both\r\n::1\tlocalhost\r\n",
  );
  assertEquals(problems, []);
  assertEquals([rules.suffixes, rules.hosts, rules.cidrs], [
    ["example.com", "example.net"],
    ["ads.example", "a.ads.example", "localhost"],
    ["10.0.0.0/8", "2001:db8::1"],
  ]);
});

Deno.test("parseDomainList() says which entry is wrong, and takes the rest", () => {
  const text = [
    "example.com",
    "include:other @ads",
    "*.example.com",
    " full:www.example.org/path",
    "regexp:foo(",
    "domains:example.net",
    "keyword:a b",
    "300.1.1.1",
    "0.0.0.0 ok.example exam/ple",
    "keyword:a/b",
    "example.org",
  ].join("\n");
  const { rules, problems } = parseDomainList(text);
  assertEquals(problems.map(({ kind, line, column }) => [kind, line, column]), [
    ["unsupported", 2, 9],
    ["name", 3, 1],
    ["name", 4, 7],
    ["pattern", 5, 11],
    ["unsupported", 6, 1],
    ["unsupported", 7, 11],
    ["address", 8, 1],
    ["name", 9, 1],
    ["name", 10, 9],
  ]);
  assertEquals(rules.suffixes, ["example.com", "example.org"]);
  assertEquals(rules.hosts, ["ok.example"]);
});
