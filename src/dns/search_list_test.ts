import { assertEquals } from "@std/assert";
import { parseQueryName } from "./query_name.ts";
import { candidates } from "./search_list.ts";

const SEARCH = ["corp.example", "example"];

Deno.test("candidates() appends the search list to a name with few dots first, to others last", () => {
  const cases: Record<string, readonly string[]> = {
    "host": ["host.corp.example", "host.example", "host"],
    "host.": ["host"],
    "a.host": ["a.host", "a.host.corp.example", "a.host.example"],
    "a.host.": ["a.host"],
  };
  for (const [text, names] of Object.entries(cases)) {
    assertEquals(candidates(parseQueryName(text)!, { search: SEARCH, ndots: 1 }), names, text);
  }
  assertEquals(
    candidates(parseQueryName("a.host")!, { search: SEARCH, ndots: 2 }),
    ["a.host.corp.example", "a.host.example", "a.host"],
  );
});

Deno.test("candidates() leaves out names that become too long", () => {
  const name = `${"a".repeat(60)}.`.repeat(4) + "bbb";
  assertEquals(candidates({ name, isAbsolute: false }, { search: SEARCH, ndots: 1 }), [name]);
});
