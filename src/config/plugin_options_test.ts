import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  joinPluginText,
  PluginOptionsError,
  splitPluginOptions,
  splitPluginText,
} from "./plugin_options.ts";

Deno.test("splitPluginText() gives the name, and the options as they stand", () => {
  assertEquals(splitPluginText("obfs-local;obfs=http;obfs-host=a.example"), {
    name: "obfs-local",
    options: "obfs=http;obfs-host=a.example",
  });
  assertEquals(splitPluginText("v2ray-plugin"), { name: "v2ray-plugin", options: "" });
  assertEquals(splitPluginText("a\\;b\\\\c;x=\\;"), { name: "a;b\\c", options: "x=\\;" });
});

Deno.test("splitPluginOptions() reads keys, values, flags and escapes", () => {
  assertEquals(splitPluginOptions("server;tls;path=/a\\;b\\=c=d;empty=;"), [
    { key: "server", value: undefined },
    { key: "tls", value: undefined },
    { key: "path", value: "/a;b=c=d" },
    { key: "empty", value: "" },
  ]);
  assertEquals(splitPluginOptions(""), []);
});

const FAULTS: Readonly<Record<string, readonly [column: number, message: string]>> = {
  "a;=b": [3, "has no name"],
  ";a": [1, "has no name"],
  "a;;b": [3, "has no name"],
  "a=\\": [3, "in the middle of an escape"],
  "a;b\\": [4, "in the middle of an escape"],
};

for (const [text, [column, message]] of Object.entries(FAULTS)) {
  Deno.test(`splitPluginOptions() tells the column of what is wrong in ${text}`, () => {
    const fault = assertThrows(() => splitPluginOptions(text), PluginOptionsError, message);
    assertEquals(fault.column, column);
  });
}

Deno.test("splitPluginText() wants a name, and an end to each escape in it", () => {
  for (const text of ["", ";a=b"]) {
    assertEquals(assertThrows(() => splitPluginText(text), PluginOptionsError).column, 1);
  }
  assertEquals(assertThrows(() => splitPluginText("ab\\"), PluginOptionsError).column, 3);
});

Deno.test("what is escaped comes out as it was, and passes through a link unchanged", () => {
  const word = fc.string({ unit: fc.constantFrom("a", ";", "=", "\\", "ä", "😀", " ", "\n") });
  const key = word.filter((text) => text !== "");
  const option = fc.record({ key, value: fc.option(word, { nil: undefined }) });
  fc.assert(fc.property(key, fc.array(option), (name, expected) => {
    const options = expected.map(({ key, value }) =>
      value === undefined ? escaped(key) : `${escaped(key)}=${escaped(value)}`
    ).join(";");
    assertEquals([...splitPluginOptions(options)], expected);
    assertEquals(splitPluginText(joinPluginText({ name, options })), { name, options });
  }));
});

function escaped(plain: string): string {
  return plain.replace(/[\\;=]/g, "\\$&");
}
