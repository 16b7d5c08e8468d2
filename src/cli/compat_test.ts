import { assertEquals, assertThrows } from "@std/assert";
import type { Settings } from "../config/settings.ts";
import { calledProgram, takeCompat } from "./compat.ts";
import { findProgram, refusalOf } from "./dialect_programs.ts";
import { UsageError } from "./usage_error.ts";

Deno.test("calledProgram() tells the program by the last part of the name", () => {
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    ["ss-local", "ss-local"],
    ["/usr/bin/ss-server", "ss-server"],
    ["C:\\bin\\sslocal.exe", "sslocal"],
    ["./ssserver", "ssserver"],
    ["ss-redir", "ss-redir"],
    ["ssurl", "ssurl"],
    ["umbra", undefined],
    ["umbra-x86_64-unknown-linux-gnu", undefined],
    ["my-ss-local", undefined],
    ["ss-localhost", undefined],
    ["ssservice", undefined],
    ["", undefined],
    [undefined, undefined],
  ];
  for (const [name, program] of cases) {
    assertEquals(calledProgram(name, ["-v"]), { program, words: ["-v"] }, name);
  }
});

Deno.test("calledProgram() takes the command of ssservice for the program", () => {
  assertEquals(calledProgram("ssservice", ["local", "-v"]), { program: "sslocal", words: ["-v"] });
  assertEquals(calledProgram("ssservice", ["manager"]), { program: "ssmanager", words: [] });
  const genkey = ["genkey", "-m", "aes-256-gcm"];
  assertEquals(calledProgram("ssservice", genkey), { program: undefined, words: genkey });
  assertEquals(calledProgram("umbra", ["local"]), { program: undefined, words: ["local"] });
});

Deno.test("takeCompat() takes --compat off before or right after the command", () => {
  const rest = { dialect: "rust", words: ["local", "-v"] } as const;
  for (
    const words of [
      ["--compat", "rust", "local", "-v"],
      ["--compat=rust", "local", "-v"],
      ["local", "--compat", "rust", "-v"],
      ["local", "--compat=rust", "-v"],
    ]
  ) {
    assertEquals(takeCompat(words), rest, words.join(" "));
  }
});

Deno.test("takeCompat() leaves alone what may be a value further on", () => {
  for (const words of [[], ["local"], ["local", "-k", "--compat", "rust"]]) {
    assertEquals(takeCompat(words), { dialect: "umbra", words });
  }
});

Deno.test("takeCompat() throws a UsageError when no dialect is named", () => {
  for (const words of [["--compat"], ["local", "--compat", "go"], ["local", "--compat="]]) {
    assertThrows(() => takeCompat(words), UsageError, "--compat");
  }
});

Deno.test("findProgram() makes sslocal a tunnel when its protocol says so", () => {
  const { roleOf } = findProgram("sslocal")!;
  const origin = { source: "file", subject: "protocol", place: "config.json:1:1" } as const;
  const speaks = (value: string): Settings => ({ protocol: { value, origin } });
  const listens = (...names: readonly string[]): Settings => ({
    locals: { value: names.map(speaks), origin },
  });
  assertEquals(roleOf({}), "local");
  assertEquals(roleOf(speaks("http")), "local");
  assertEquals(roleOf(speaks("tunnel")), "tunnel");
  assertEquals(roleOf(listens("dns", "tunnel")), "tunnel");
  assertEquals(roleOf(listens("socks", "tunnel")), "local");
});

Deno.test("refusalOf() has a reason and a way on for each program that is not played", () => {
  const messages = ["ss-redir", "ss-nat", "ss-manager", "ssmanager", "ssurl"]
    .map((name) => [findProgram(name), refusalOf(name).message.split(" ")[0]]);
  assertEquals(messages, [
    [undefined, "redirected"],
    [undefined, "redirected"],
    [undefined, "the"],
    [undefined, "the"],
    [undefined, "links"],
  ]);
});
