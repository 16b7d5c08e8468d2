import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  keyOf,
  type MemberNode,
  parseJson,
  placeOf,
  plainValue,
  type ValueNode,
} from "./located_json.ts";
import { parseYaml } from "./located_yaml.ts";
import { ConfigError } from "./problem.ts";

Deno.test("parseYaml() takes the forms that people write", () => {
  const text = `# a comment
keys:
  - id: user-0   # with a space before it
    'port': 9000
  - {id: "a\\nb", port: 9001, extra: [x, 'it''s']}
empty:
none: ~
on: true
folded: >-
  one
  two
`;
  assertEquals(plain(text), {
    keys: [
      { id: "user-0", port: 9000 },
      { id: "a\nb", port: 9001, extra: ["x", "it's"] },
    ],
    empty: null,
    none: null,
    on: true,
    folded: "one two",
  });
});

Deno.test("parseYaml() keeps the text of what is a number in another spelling only", () => {
  for (const text of ["0123", "1e5", "0x10", "1_000", "+1", "1.50", ".inf", "NaN", "-0", "yes"]) {
    assertEquals(plain(`secret: ${text}`), { secret: text });
  }
  assertEquals(plain("secret: 12345678901234567890"), { secret: "12345678901234567890" });
  assertEquals(plain("[1, -2, 0.5]"), [1, -2, 0.5]);
});

Deno.test("parseYaml() remembers where each key and value stands, quotes and all", () => {
  assertEquals(places(parse("a: 1\nb:\n  - \"x\"\n  - c: 'y'\n    d:\nlast: |\n  text\n")), [
    ["a", "config.yml:1:1", "config.yml:1:4"],
    ["b", "config.yml:2:1", "config.yml:3:3"],
    ["", "", "config.yml:3:5"],
    ["", "", "config.yml:4:5"],
    ["c", "config.yml:4:5", "config.yml:4:8"],
    ["d", "config.yml:5:5", "config.yml:5:5"],
    ["last", "config.yml:6:1", "config.yml:7:1"],
  ]);
});

Deno.test("parseYaml() reads JSON as parseJson() does, with the same places", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(4), (value, indent) => {
    const text = JSON.stringify(value, null, indent);
    const [yaml, json] = [parseYaml({ name: "", text }), parseJson({ name: "", text })];
    assertEquals(plainValue(yaml), plainValue(json));
    assertEquals(places(yaml), places(json));
  }));
});

Deno.test("parseYaml() tells line and column of what is no YAML, and quotes none of it", () => {
  const cases: Readonly<Record<string, string>> = {
    "a: 1\n\tsecret: hunter2": "config.yml:2:1",
    'a: "hunter2': "config.yml:1:12",
    "a: [hunter2\nb: 1": "config.yml:2:1",
    "secret: hunter2: x": "config.yml:1:16",
    "\uFEFFa: ]": "config.yml:1:4",
  };
  for (const [text, where] of Object.entries(cases)) {
    const { problems } = assertThrows(() => parse(text), ConfigError);
    assertEquals(problems.map(({ message }) => message), ["the file is not valid YAML here"]);
    assertEquals(problems[0]?.where, where);
    assertEquals(JSON.stringify(problems).includes("hunter2"), false);
  }
});

Deno.test("parseYaml() refuses what no configuration needs, and says where it is", () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    "a: &x hunter2\nb: *x": ["an alias is not taken", "config.yml:2:4"],
    "a: *x": ["an alias is not taken", "config.yml:1:4"],
    "a: !!binary aHVudGVyMg==": ["a tag is not taken", "config.yml:1:4"],
    "? [hunter2]\n: b": ["a key is not a word here", "config.yml:1:1"],
    "a: 1\n---\nb: hunter2": ["more than one document is in the file", "config.yml:1:4"],
  };
  for (const [text, [message, where]] of Object.entries(cases)) {
    const { problems } = assertThrows(() => parse(text), ConfigError);
    assertEquals([problems[0]?.message, problems[0]?.where], [message, where], text);
    assertEquals(JSON.stringify(problems).includes("hunter2"), false);
  }
});

Deno.test("parseYaml() says that a file is empty", () => {
  for (const text of ["", " \n", "\uFEFF", "# nothing\n"]) {
    const { problems } = assertThrows(() => parse(text), ConfigError);
    assertEquals(problems.map(({ message }) => message), ["config.yml is empty"]);
  }
});

Deno.test("parseYaml() throws nothing but a ConfigError, however deep and odd the text", () => {
  for (const text of ["[".repeat(100_000), "- ".repeat(1000), "? ".repeat(1000)]) {
    assertThrows(() => parse(text), ConfigError);
  }
  const snippets = ["a", ": ", "- ", "\n", "  ", '"', "'", "[", "]", "{", "}", ",", "&a ", "*a"];
  const odd = fc.array(fc.constantFrom(...snippets, "#", "|", ">", "!!x ", "? ", "---\n", "\t"));
  fc.assert(fc.property(odd, (parts) => {
    try {
      parse(parts.join(""));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }));
});

function parse(text: string): ValueNode {
  return parseYaml({ name: "config.yml", text });
}

function plain(text: string): unknown {
  return plainValue(parse(text));
}

/** Of each member its key, and where key and value stand; of each element where it stands. */
function places(node: ValueNode): string[][] {
  if (node.type === "Array") {
    return node.elements.flatMap(({ value }) => [["", "", at(value)], ...places(value)]);
  }
  if (node.type !== "Object") return [];
  return node.members.flatMap((member) => [
    [keyOf(member), at(member), at(member.value)],
    ...places(member.value),
  ]);
}

function at(node: MemberNode | ValueNode): string {
  return placeOf("config.yml", node);
}
