import { assertEquals } from "@std/assert";
import { visibleText } from "./visible_text.ts";

Deno.test("visibleText() shows what a terminal would obey", () => {
  assertEquals(visibleText("\x1b[31mred\0\t\x9b"), "\\u{1b}[31mred\\u{0}\\u{9}\\u{9b}");
  assertEquals(
    visibleText("a\u202eb\u2066c\u200fd\u2028"),
    "a\\u{202e}b\\u{2066}c\\u{200f}d\\u{2028}",
  );
  assertEquals(visibleText("half of one: \ud83d"), "half of one: \\u{d83d}");
});

Deno.test("visibleText() leaves all other texts as they are", () => {
  const text = "Zürich 東京 \u{1f468}\u200d\u{1f469}\u200d\u{1f467} café";
  assertEquals(visibleText(text), text);
});
