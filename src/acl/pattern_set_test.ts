import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parsePattern } from "./parse_pattern.ts";
import { PatternSet } from "./pattern_set.ts";

function setOf(...sources: readonly string[]): PatternSet {
  return new PatternSet(sources.map(parsePattern));
}

Deno.test("PatternSet.matches() finds what the patterns of the family's lists say", () => {
  const cases: Readonly<Record<string, readonly [matching: string[], other: string[]]>> = {
    "example": [["example", "my-example.com"], ["exam.ple", ""]],
    "^ads": [["ads", "ads7.example"], ["my-ads", "ad.s"]],
    "\\.cn$": [["a.cn"], ["cn", "a.cn.com", "acn"]],
    "(^|\\.)g\\d{2,3}\\.com$": [["g12.com", "a.g123.com"], ["g1.com", "g1234.com", "ag12.com"]],
    "^(?:www|cdn)\\d*-?[a-f0-9]+\\.net$": [["www1-a0.net", "cdnf.net"], ["www.net", "cdn1-g.net"]],
    "[^.]{3}\\.io": [["abc.io", "xabc.io.com"], ["ab.io", "a.b.io"]],
    "a.c": [["abc", "a.c", "a-c"], ["ac"]],
    "(ab){2}$": [["abab", "ababab"], ["ab", "abba"]],
    "x{0,2}y$": [["y", "xy", "xxxy"], ["yx"]],
    "a+?b*?c??$": [["a", "abbc", "xa"], ["b", "ca-"]],
    "(?i)FOO(?i:BAR)": [["foobar"], ["foo-bar"]],
    "[A-Z0-9_]\\.X\\w\\D\\S$": [["a.xb-c", "0.x0.-"], ["-.xb-c", "a.xb0c"]],
    "^$": [[""], ["a"]],
    "a||b": [["", "anything"], []],
    "[]a]c|[a-]d|[\\d.]e$": [["ac", "-d", "1e", ".e"], ["bc", "cd", "ee"]],
    "\\Aa\\.b\\z": [["a.b"], ["a.bc", "xa.b"]],
  };
  for (const [source, [matching, other]] of Object.entries(cases)) {
    const set = setOf(source);
    for (const name of matching) assertEquals(set.matches(name), true, `${source} in ${name}`);
    for (const name of other) assertEquals(set.matches(name), false, `${source} in ${name}`);
  }
});

Deno.test("PatternSet.matches() finds any of many patterns, and none of none", () => {
  const set = setOf("^a", "b$", "c.d");
  for (const name of ["ax", "xb", "xcxdx"]) assertEquals(set.matches(name), true, name);
  assertEquals(set.matches("xaxbxcd"), false);
  for (const name of ["", "a"]) assertEquals(setOf().matches(name), false, name);
});

Deno.test("PatternSet.matches() takes characters beyond ASCII as any other character", () => {
  assertEquals(setOf("^a.b$").matches("aüb"), true);
  assertEquals(setOf("^a[^x]b$").matches("aüb"), true);
  assertEquals(setOf("^a\\wb$").matches("aüb"), false);
});

Deno.test("PatternSet.matches() decides as RegExp does", () => {
  const letter = fc.constantFrom("a", "b", "\\.", "[ab]", "[^a]", ".", "\\w");
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      letter,
      fc.constantFrom("^", "$"),
      fc.tuple(tie("node"), tie("node")).map(([a, b]) => a + b),
      fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(?:${a}|${b})`),
      fc.tuple(tie("node"), fc.constantFrom("*", "+", "?", "{2}", "{1,}", "{0,2}", "*?"))
        .map(([part, times]) => `(${part})${times}`),
    ),
  }));
  const name = fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      fc.array(node, { minLength: 1, maxLength: 3 }),
      fc.array(name),
      (sources, names) => {
        const set = setOf(...sources);
        for (const name of names) {
          const expected = sources.some((source) => new RegExp(source).test(name));
          assertEquals(set.matches(name), expected, `${sources} in ${name}`);
        }
      },
    ),
  );
});

Deno.test("PatternSet.matches() is over soon with patterns that take RegExp for ever", () => {
  const set = setOf("(a+)+$", "^(a|aa)+$", "(.*a){20}$", "([a-z]*)*\\.x");
  const started = performance.now();
  for (let i = 0; i < 100; i++) set.matches(`${"a".repeat(200 + i % 50)}-`);
  assert(performance.now() - started < 2000, "so many steps take minutes where they are retraced");
});

Deno.test("PatternSet.matches() decides the same after it has forgotten what it had made", () => {
  // Each name leads to a state for every subset of the last twelve characters that were "a".
  const set = setOf(...Array.from({ length: 40 }, (_, i) => `a[ab]{12}c{${i + 1}}$`));
  let random = 1;
  for (let i = 0; i < 150; i++) {
    let name = "";
    while (name.length < 60) {
      random = random * 48271 % 0x7fffffff;
      name += random.toString(2).replaceAll("0", "a").replaceAll("1", "b");
    }
    assertEquals(set.matches(name), false);
    assertEquals(set.matches(`${name}a${"ab".repeat(6)}cc`), true);
  }
});
