import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { NO_DESTINATIONS } from "./destination_rules.ts";
import type { ListProblem } from "./list_fault.ts";
import { parseAcl } from "./parse_acl.ts";

const EVERYTHING = String.raw`# a comment
10.0.0.0/8
[bypass_all]
[proxy_list]
192.0.2.1   # a comment after a blank
2001:db8::/32
::ffff:198.51.100.1
(^|\.)example\.com$
^ads\d+\.
|www.Example.org.
||bücher.example
  ||example.net
[bypass_list]
^intra\.example$

[outbound_block_all]
[outbound_block_list]
127.0.0.0/8
^[^#]+\.local$
[outbound_allow_list]
|192.0.2.7
`;

Deno.test("parseAcl() reads everything that an ACL can say", () => {
  const { rules, problems } = parseAcl(EVERYTHING, "rust");
  assertEquals(problems, []);
  assertEquals(rules, {
    byDefault: "bypass",
    namesFirst: "proxy",
    bypass: { ...NO_DESTINATIONS, cidrs: ["10.0.0.0/8"], hosts: ["intra.example"] },
    proxy: {
      ...NO_DESTINATIONS,
      cidrs: ["192.0.2.1", "2001:db8::/32", "::ffff:198.51.100.1"],
      suffixes: ["example.com", "xn--bcher-kva.example", "example.net"],
      patterns: ["^ads\\d+\\."],
      hosts: ["www.example.org"],
    },
    outboundByDefault: "block",
    outboundBlock: { ...NO_DESTINATIONS, cidrs: ["127.0.0.0/8"], patterns: ["^[^#]+\\.local$"] },
    outboundAllow: { ...NO_DESTINATIONS, cidrs: ["192.0.2.7"] },
  });
});

Deno.test("parseAcl() reads the other names of sections, line ends of Windows and a byte order mark", () => {
  const text = EVERYTHING.replace("bypass_all", "reject_all")
    .replace("proxy_list", "white_list").replace("bypass_list", "black_list");
  const expected = parseAcl(EVERYTHING, "rust");
  assertEquals(parseAcl(`\uFEFF${text.replaceAll("\n", "\r\n")}`, "rust"), expected);
});

Deno.test("parseAcl() knows in which list each dialect looks a name up first", () => {
  assertEquals(parseAcl("", "rust").rules.namesFirst, "proxy");
  assertEquals(parseAcl("", "libev").rules.namesFirst, "bypass");
});

Deno.test("parseAcl() takes the last of the headers that say what is done by default", () => {
  const modes = (text: string) => {
    const { byDefault, outboundByDefault } = parseAcl(text, "rust").rules;
    return [byDefault, outboundByDefault];
  };
  assertEquals(modes(""), ["proxy", "allow"]);
  assertEquals(modes("[bypass_all]\n[accept_all]\n[outbound_block_all]"), ["proxy", "block"]);
  assertEquals(modes("[outbound_block_all]\n[outbound_allow_all]\n[reject_all]"), [
    "bypass",
    "allow",
  ]);
});

const MISTAKES: readonly (readonly [entry: string, kind: ListProblem["kind"], column: number])[] = [
  ["300.1.1.1", "address", 1],
  ["10.0.0.0/33", "address", 1],
  ["10.0.0.0/8/8", "address", 1],
  ["10.0.0.0/255.0.0.0", "address", 1],
  ["010.0.0.1", "address", 1],
  ["192.0.2", "address", 1],
  ["2001:db8::/129", "address", 1],
  ["2001:db8:::1", "address", 1],
  ["[::1]", "address", 1],
  ["|300.1.1.1", "address", 2],
  ["||*.example.com", "name", 3],
  ["||example.com^", "name", 3],
  ["| example.com", "name", 2],
  ["|", "name", 2],
  ["*.example.com", "pattern", 1],
  ["  foo(bar", "pattern", 6],
  ["https://example.com/", "pattern", 6],
  ["(?=a)b", "pattern", 1],
  ["a b", "pattern", 2],
];

Deno.test("parseAcl() says which entry is wrong, and takes the rest", () => {
  for (const [entry, kind, column] of MISTAKES) {
    const { rules, problems } = parseAcl(`||before.example\n${entry}\n||after.example`, "rust");
    assertEquals(problems.map((problem) => [problem.kind, problem.line, problem.column]), [
      [kind, 2, column],
    ], entry);
    assertStringIncludes(problems[0]!.message, entry.trim().replace(/^\|+/, ""));
    assertEquals(rules.bypass, {
      ...NO_DESTINATIONS,
      suffixes: ["before.example", "after.example"],
    });
  }
});

Deno.test("parseAcl() leaves out what stands below a section that nobody knows", () => {
  const { rules, problems } = parseAcl(
    "[proxi_list]\n||a.example\n[proxy_list]\n||b.example",
    "rust",
  );
  assertEquals(problems, [{
    kind: "section",
    message: "[proxi_list] is no section of an ACL: it is left out, with all entries below it",
    hint: "did you mean [proxy_list]?",
    line: 1,
    column: 1,
  }]);
  assertEquals([rules.bypass, rules.proxy.suffixes], [NO_DESTINATIONS, ["b.example"]]);
});

Deno.test("parseAcl() takes lines of any length, and shows little of a wrong one", () => {
  const names = Array.from({ length: 300 }, (_, i) => `site${i}`).join("|");
  assertEquals(parseAcl(`^(${names})\\.example$`, "libev").problems, []);
  const [problem] = parseAcl(`||${"a".repeat(100_000)}`, "rust").problems;
  assert(problem !== undefined && problem.message.length < 100);
});

Deno.test("parseAcl() reads any text, and tells of places within it", () => {
  const unit = fc.constantFrom(...`[]|#ab.1:/(*?\\ \n\r${"ü"}`.split(""));
  fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
    const lines = text.split("\n");
    for (const { line, column } of parseAcl(text, "rust").problems) {
      assert(column >= 1 && column <= lines[line - 1]!.length + 1);
    }
  }));
});
