import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parsePattern } from "./parse_pattern.ts";
import { PatternError } from "./pattern_error.ts";

const REFUSED: readonly (readonly [source: string, message: string, offset: number])[] = [
  ["*.example.com", "there is nothing here to repeat", 0],
  ["a|+b", "there is nothing here to repeat", 2],
  ["a**", "there is nothing here to repeat", 1],
  ["a++b", "there is nothing here to repeat", 1],
  ["a{2}{3}", "there is nothing here to repeat", 4],
  ["a{b}", "there is nothing here to repeat", 1],
  ["a{5,2}", "the repetition ends below its beginning", 5],
  ["foo(bar", '"(" is not closed', 3],
  ["foo)bar", '")" closes nothing', 3],
  ["[abc", '"[" is not closed', 3],
  ["[", '"[" is not closed', 0],
  ["a[z-a]", "this is no range of characters", 2],
  ["[[:alpha:]]", '"[:" is not supported in a class', 1],
  ["(?!www)", "looking around is not supported", 0],
  ["(?<=a)b", "looking around is not supported", 0],
  ["(a)\\1", '"\\1" is not supported', 3],
  ["\\bads", '"\\b" is not supported', 0],
  ["a\\", '"\\" is not supported', 1],
  ["[\\b]", '"\\b" is not supported', 1],
  ["https://a", 'no host name has ":" in it', 5],
  ["a/b", 'no host name has "/" in it', 1],
  ["a#b", 'no host name has "#" in it', 1],
  ["büro", 'no host name has "ü" in it', 1],
];

Deno.test("parsePattern() says what is wrong with a pattern, and where", () => {
  for (const [source, message, offset] of REFUSED) {
    const error = assertThrows(() => parsePattern(source), PatternError);
    assertEquals([error.message, error.offset], [message, offset], source);
  }
});

Deno.test("parsePattern() refuses patterns that would take too many states or too deep a stack", () => {
  for (const source of ["(((a{100}){100}){100})", "(a{1,9999}){2}", "(?:a{50,}){200}"]) {
    const error = assertThrows(() => parsePattern(source), PatternError);
    assertEquals(error.message, "the pattern is too large", source);
  }
  assertThrows(() => parsePattern("(".repeat(100_000)), PatternError, "nested too deeply");
});

Deno.test("parsePattern() takes any text, or throws a PatternError within it", () => {
  const unit = fc.constantFrom(..."ab.^$|()[]{}*+?\\-,0123:!<=PdwzAü#".split(""));
  fc.assert(fc.property(fc.string({ unit, maxLength: 30 }), (source) => {
    try {
      parsePattern(source);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      assertEquals(error.offset >= 0 && error.offset < source.length, true, source);
    }
  }));
});
