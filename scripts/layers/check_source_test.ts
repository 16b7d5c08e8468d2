// Each rule of the house broken once, and the nearest thing that is allowed beside it.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkSource } from "./check_source.ts";
import { formatFinding } from "./finding.ts";
import { LIMITS } from "./house.ts";

interface Case {
  readonly path: string;
  readonly text: string;
  /** The rule that it breaks; none when it is allowed. */
  readonly rule?: string;
}

const CASES: readonly Case[] = [
  // Ranks
  { path: "src/codec/a.ts", text: `import "../net/b.ts";` },
  { path: "src/codec/a.ts", text: `import "./b.ts";` },
  { path: "src/codec/a.ts", text: `import "../crypto/b.ts";`, rule: "layer" },
  { path: "src/net/a.ts", text: `import "../codec/b.ts";`, rule: "layer" },
  { path: "src/net/a.ts", text: `export * from "../codec/b.ts";`, rule: "layer" },
  { path: "src/relay/a.ts", text: `import "../inbound/b.ts";`, rule: "layer" },
  { path: "src/relay/a.ts", text: `type B = import("../inbound/b.ts").B;`, rule: "layer" },
  { path: "src/inbound/a.ts", text: `import "../shadowsocks/b.ts";` },
  { path: "src/service/a.ts", text: `import "../relay/b.ts";` },
  { path: "src/service/a.ts", text: `import "../cli/b.ts";`, rule: "layer" },
  { path: "src/cli/a.ts", text: `import "../../main.ts";`, rule: "layer" },
  { path: "src/cli/a.ts", text: `import "../service/b.ts";` },
  { path: "main.ts", text: `import "./src/cli/b.ts";` },
  { path: "main.ts", text: `import "./src/service/b.ts";`, rule: "layer" },
  // Narrower rules
  { path: "src/service/a.ts", text: `import "../config/b.ts";` },
  { path: "src/relay/a.ts", text: `import "../config/b.ts";`, rule: "layer" },
  { path: "src/config/a.ts", text: `import "../crypto/method_table.ts";` },
  { path: "src/config/a.ts", text: `import "../crypto/derive_key.ts";`, rule: "layer" },
  { path: "src/config/a.ts", text: `import "../acl/b.ts";` },
  { path: "src/shadowsocks/a.ts", text: `import "../replay/b.ts";` },
  { path: "src/shadowsocks/a.ts", text: `import "../metrics/b.ts";`, rule: "layer" },
  // Tests and their tools
  { path: "src/relay/a.ts", text: `import "./a_test.ts";`, rule: "test-support" },
  { path: "src/relay/a.ts", text: `import "../../tests/support/b.ts";`, rule: "test-support" },
  { path: "src/relay/a.ts", text: `import "../../scripts/b.ts";`, rule: "layer" },
  { path: "src/relay/a_test.ts", text: `import "../../tests/support/b.ts";` },
  { path: "src/cli/a_test.ts", text: `import version from "../../deno.json";` },
  { path: "src/cli/a.ts", text: `import version from "../../deno.json";`, rule: "layer" },
  { path: "src/relay/a_test.ts", text: `import "../../tests/e2e/b.ts";`, rule: "test-support" },
  { path: "src/relay/a_test.ts", text: `import "../inbound/b.ts";` },
  { path: "src/relay/a_bench.ts", text: `import "../../tests/support/b.ts";` },
  { path: "src/relay/a.ts", text: `import "./a_bench.ts";`, rule: "test-support" },
  { path: "src/relay/a_test.ts", text: `import "../service/b.ts";`, rule: "layer" },
  { path: "src/relay/a_test.ts", text: `Deno.test("x", () => {});` },
  { path: "src/relay/a_test.ts", text: `Deno.listen({ port: 0 });`, rule: "unit-test" },
  { path: "tests/e2e/a_test.ts", text: `import "../../src/cli/b.ts"; Deno.listen({ port: 0 });` },
  // Packages
  { path: "src/net/a.ts", text: `import ipaddr from "ipaddr.js";` },
  { path: "src/net/a.ts", text: `import ipaddr from "npm:ipaddr.js@2";`, rule: "dependency" },
  { path: "src/net/a.ts", text: `import fc from "fast-check";`, rule: "dependency" },
  { path: "src/net/a_test.ts", text: `import fc from "fast-check";` },
  { path: "src/net/a.ts", text: `await import(name);`, rule: "computed-import" },
  // Doors
  { path: "src/net/deno_tcp.ts", text: `Deno.connect({ port: 1 });` },
  { path: "src/net/address.ts", text: `Deno.connect({ port: 1 });`, rule: "door" },
  { path: "src/relay/a.ts", text: `let conn: Deno.Conn;`, rule: "door" },
  { path: "src/relay/a.ts", text: `globalThis.Deno.exit();`, rule: "door" },
  { path: "src/relay/a.ts", text: `const a = { Deno: 1 }; // Deno` },
  { path: "src/relay/a.ts", text: `import "node:net";`, rule: "door" },
  { path: "src/crypto/a.ts", text: `import "node:crypto";` },
  { path: "src/crypto/a.ts", text: `import "node:net";`, rule: "door" },
  { path: "src/crypto/openssl_engine.ts", text: `Deno.dlopen("x", {});` },
  { path: "src/shadowsocks/a.ts", text: `import "node:crypto";`, rule: "door" },
  { path: "src/dns/deno_system_source.ts", text: `Deno.resolveDns("a", "A");` },
  { path: "src/dns/cache.ts", text: `Deno.resolveDns("a", "A");`, rule: "door" },
  { path: "src/relay/a.ts", text: `setTimeout(f, 1);`, rule: "door" },
  { path: "src/relay/a.ts", text: `AbortSignal.timeout(1);`, rule: "door" },
  { path: "src/dns/deno_system_source.ts", text: `setTimeout(f, 1);`, rule: "door" },
  { path: "src/net/deno_clock.ts", text: `setTimeout(f, 1);` },
  { path: "scripts/a.ts", text: `Deno.exit(); setTimeout(f, 1);` },
  // The half of a socket that closes all of it
  { path: "src/net/deno_tcp.ts", text: `conn.readable;`, rule: "stream-property" },
  { path: "src/net/deno_tcp.ts", text: `const { writable } = conn;`, rule: "stream-property" },
  { path: "src/net/a_test.ts", text: `conn?.readable;`, rule: "stream-property" },
  { path: "src/net/a.ts", text: `const readable = true; f({ writable: readable });` },
  // Rooms, names, sizes
  { path: "src/attic/a.ts", text: "", rule: "room" },
  { path: "src/a.ts", text: "", rule: "room" },
  { path: "src/net/utils.ts", text: "", rule: "file-name" },
  { path: "src/net/types/a.ts", text: "", rule: "file-name" },
  { path: "src/net/camelCase.ts", text: "", rule: "file-name" },
  { path: "tests/support/index_page.ts", text: "" },
  { path: "src/net/a.ts", text: lines(LIMITS.fileLines) },
  { path: "src/net/a.ts", text: lines(LIMITS.fileLines + 1), rule: "file-size" },
  { path: "src/net/a_test.ts", text: lines(LIMITS.testFileLines) },
  { path: "tests/e2e/a_test.ts", text: lines(LIMITS.testFileLines + 1), rule: "file-size" },
  { path: "src/net/a.ts", text: functionOf(LIMITS.functionLines) },
  { path: "src/net/a.ts", text: functionOf(LIMITS.functionLines + 1), rule: "function-size" },
  { path: "src/net/a.ts", text: "let = = 1", rule: "syntax" },
];

for (const { path, text, rule } of CASES) {
  const says = rule === undefined ? "is content with" : `says "${rule}" to`;
  Deno.test(`checkSource() ${says} ${path} when it is ${summary(text)}`, () => {
    const rules = checkSource(path, text).map((finding) => finding.rule);
    assertEquals(rules, rule === undefined ? [] : [rule]);
  });
}

Deno.test("checkSource() reports a thing once per line, and every line in order", () => {
  const text = `import "../cli/b.ts";\nDeno.connect(Deno.args);\nDeno.exit();\n`;
  const found = checkSource("src/relay/a.ts", text).map(({ line, rule }) => `${line} ${rule}`);
  assertEquals(found, ["1 layer", "2 door", "3 door"]);
});

Deno.test("checkSource() tells in which line the syntax is wrong", () => {
  assertEquals(checkSource("src/relay/a.ts", "1;\n2;\nlet = = 1").map(({ line }) => line), [3]);
});

Deno.test("formatFinding() gives a line that editors can follow", () => {
  const [finding] = checkSource("src/relay/a.ts", `\nimport "../cli/b.ts";`);
  assertStringIncludes(formatFinding(finding!), "src/relay/a.ts:2: layer: relay must not import");
});

function lines(count: number): string {
  return "1;\n".repeat(count);
}

function functionOf(count: number): string {
  return `function f() {\n${"\n".repeat(count - 2)}}\n`;
}

function summary(text: string): string {
  return text.length > 60 ? `${text.length} bytes beginning "${text.slice(0, 6).trim()}"` : text;
}
