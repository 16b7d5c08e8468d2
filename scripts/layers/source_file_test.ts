import { assert, assertEquals, assertThrows } from "@std/assert";
import { readSourceFile } from "./source_file.ts";

Deno.test("readSourceFile() finds every kind of import with its line", () => {
  const { imports } = readSourceFile(
    "a.ts",
    [
      `import { a } from "./a.ts";`,
      `import type { B } from "./b.ts";`,
      `export { c } from "./c.ts";`,
      `export * from "./d.ts";`,
      `const e = await import("./e.ts");`,
      `type F = import("./f.ts").F;`,
      `import "./g.ts";`,
      `const text = 'import "./h.ts"'; // import "./i.ts"`,
    ].join("\n"),
  );
  assertEquals(
    imports,
    ["a", "b", "c", "d", "e", "f", "g"].map((name, i) => ({
      text: `./${name}.ts`,
      line: i + 1,
    })),
  );
});

Deno.test("readSourceFile() notes imports that only run time can tell", () => {
  const { computedImports, imports } = readSourceFile("a.ts", "\nawait import(name);");
  assertEquals({ computedImports, imports }, { computedImports: [2], imports: [] });
});

Deno.test("readSourceFile() names what is used, however it is reached", () => {
  assertEquals(namesIn("Deno.connect()"), ["Deno", "Deno.connect", ".connect"]);
  assertEquals(namesIn(`Deno["connect"]()`), ["Deno", "Deno.connect", ".connect"]);
  assertEquals(namesIn("globalThis?.Deno"), ["globalThis", "globalThis.Deno", ".Deno"]);
  assertEquals(namesIn("let c: Deno.Conn"), ["c", "Deno", "Deno.Conn", ".Conn"]);
  assertEquals(namesIn("f({ readable })"), ["f", "readable"]);
  assertEquals(namesIn("const { readable: r } = c"), ["r", "c", ".readable"]);
});

Deno.test("readSourceFile() does not take a property's own name for a use", () => {
  const names = namesIn("class A { Deno = 1; setTimeout() {} } const o = { Deno: 1 };");
  assertEquals(names, ["A", "o"]);
});

Deno.test("readSourceFile() measures functions of every kind from first to last line", () => {
  const { functions } = readSourceFile(
    "a.ts",
    "function a() {\n}\nclass B {\n  c() {\n\n  }\n  #d() {}\n}\nconst e = () => {\n};\n",
  );
  assertEquals(functions, [
    { line: 1, lineCount: 2 },
    { line: 4, lineCount: 3 },
    { line: 7, lineCount: 1 },
    { line: 9, lineCount: 2 },
  ]);
});

Deno.test("readSourceFile() counts lines as an editor shows them", () => {
  assertEquals(readSourceFile("a.ts", "1;\n2;\n").lineCount, 2);
  assertEquals(readSourceFile("a.ts", "1;\n2;").lineCount, 2);
});

Deno.test("readSourceFile() throws a SyntaxError when the text is not TypeScript", () => {
  const error = assertThrows(() => readSourceFile("a.ts", "let = = 1"), SyntaxError);
  assert(error.message.length > 0);
});

function namesIn(text: string): string[] {
  const names = new Set(readSourceFile("a.ts", text).names.map((found) => found.text));
  const plain = [...names].filter((name) => !name.includes("."));
  const dotted = [...names].filter((name) => /\w\./.test(name));
  return [...plain, ...dotted, ...[...names].filter((name) => name.startsWith("."))];
}
