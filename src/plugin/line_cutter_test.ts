import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LineCutter } from "./line_cutter.ts";

Deno.test("LineCutter gives lines as they end, without empty ones", () => {
  const cutter = new LineCutter();
  assertEquals(cutter.cut(utf8("one\r\n\n  \ntw")), ["one"]);
  assertEquals(cutter.cut(utf8("o\rthree")), ["two"]);
  assertEquals(cutter.end(), ["three"]);
  assertEquals(cutter.end(), []);
});

Deno.test("LineCutter cuts lines short, and forgets what is beyond", () => {
  const cutter = new LineCutter();
  for (let i = 0; i < 100; i++) assertEquals(cutter.cut(utf8("x".repeat(65_536))), []);
  assertEquals(cutter.cut(utf8("\ny\n")), [`${"x".repeat(400)}...`, "y"]);
});

Deno.test("LineCutter shows control characters instead of obeying them", () => {
  assertEquals(new LineCutter().cut(utf8("\x1b[31mred\0\u202e\u2066\tx \n")), [
    "\\u{1b}[31mred\\u{0}\\u{202e}\\u{2066}\\u{9}x",
  ]);
});

Deno.test("LineCutter gives the same lines wherever the bytes are cut, none of them dangerous", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "\x07", "ä", "😀") });
  fc.assert(fc.property(text, fc.nat(), (text, cut) => {
    const bytes = utf8(text);
    const at = bytes.length === 0 ? 0 : cut % bytes.length;
    const cutter = new LineCutter();
    const lines = [bytes.subarray(0, at), bytes.subarray(at)].flatMap((part) => cutter.cut(part));
    const expected = text.split(/[\r\n]+/).filter((line) => line !== "")
      .map((line) => line.replaceAll("\x07", "\\u{7}"));
    assertEquals([...lines, ...cutter.end()], expected);
  }));
});

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
