import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { CommandName } from "./flag_row.ts";
import { countOf, parseFlags, valueOf } from "./parse_flags.ts";
import { UsageError } from "./usage_error.ts";

Deno.test("parseFlags() reads values as getopt does", () => {
  const cases:
    readonly (readonly [readonly string[], Readonly<Record<string, readonly string[]>>])[] = [
      [["-p", "8388"], { "-p": ["8388"] }],
      [["-p8388"], { "-p": ["8388"] }],
      [["--server-port", "8388"], { "--server-port": ["8388"] }],
      [["--server-port=8388"], { "--server-port": ["8388"] }],
      [["-kfoobar"], { "-k": ["foobar"] }],
      [["-kfoo=bar"], { "-k": ["foo=bar"] }],
      [["-k", "-v"], { "-k": ["-v"] }],
      [["-k", ""], { "-k": [""] }],
      [["--password=a=b"], { "--password": ["a=b"] }],
      [["-vvp8388"], { "-p": ["8388"], "-v": ["true", "true"] }],
      [["-s", "a", "-s", "b"], { "-s": ["a", "b"] }],
      [["--no-delay", "-6"], { "--no-delay": ["true"], "-6": ["true"] }],
      [["-k", "two\nlines"], { "-k": ["two\nlines"] }],
      [["-m", "007"], { "-m": ["007"] }],
    ];
  for (const [words, expected] of cases) assertEquals(typed(words), expected, words.join(" "));
});

Deno.test("parseFlags() lets a value be left out where it may be", () => {
  assertEquals(typed(["--allow-private", "-q"], "server"), {
    "--allow-private": ["true"],
    "-q": ["true"],
  });
  assertEquals(typed(["--no-delay"]), { "--no-delay": ["true"] });
  assertEquals(typed(["--no-delay=false"]), { "--no-delay": ["false"] });
  assertEquals(typed(["--allow-private=10.0.0.0/8", "--allow-private=::1"], "server"), {
    "--allow-private": ["10.0.0.0/8", "::1"],
  });
});

Deno.test("parseFlags() gives a switch no value: the next word is no part of it", () => {
  for (const flag of ["--insecure", "--reuse-port", "--no-delay", "-6", "-q"]) {
    for (const word of ["true", "false", "other"]) {
      const { flags, rest } = parseFlags([flag, word], "local");
      assertEquals(flags.map(({ label, values }) => [label, ...values]), [[flag, "true"]]);
      assertEquals(rest, [word]);
    }
  }
});

Deno.test("parseFlags() leaves alone what is no flag, and everything after --", () => {
  assertEquals(parseFlags(["bash", "--", "-x"], "completions").rest, ["bash", "-x"]);
});

Deno.test("parseFlags() names the mistake and never the value", () => {
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [["--pasword", "hunter2"], "unknown flag --pasword", "did you mean --password?"],
    [["--pasword=hunter2"], "unknown flag --pasword", "did you mean --password?"],
    [["-zhunter2"], "unknown flag -z", "--help lists the flags"],
    [["-L", "hunter2"], "unknown flag -L", 'it belongs to "umbra tunnel"'],
    [["-p"], "-p needs a value", "-p PORT"],
    [["--quiet=hunter2"], "--quiet takes no value", "write --quiet alone"],
    [["--__proto__=1"], "unknown flag --__proto__", "--help lists the flags"],
    [
      ["-q", "--compat", "rust"],
      "unknown flag --compat",
      "it stands right after the command: umbra local --compat rust ...",
    ],
  ];
  for (const [words, message, hint] of cases) {
    const error = assertThrows(() => parseFlags(words, "local"), UsageError);
    assertEquals([error.message, error.hint], [message, hint]);
  }
});

Deno.test("parseFlags() gives back any value of -k, however it is joined", () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), (value) => {
    assertEquals(typed(["-k", value, "-q"])["-k"], [value]);
    assertEquals(typed([`--password=${value}`, "-q"])["--password"], [value]);
    if (!value.startsWith("=")) assertEquals(typed([`-k${value}`, "-q"])["-k"], [value]);
  }));
});

Deno.test("parseFlags() throws nothing but a UsageError, whatever the words", () => {
  fc.assert(fc.property(fc.array(fc.string()), (words) => {
    try {
      parseFlags(words, "server");
    } catch (error) {
      assertEquals(error instanceof UsageError, true, String(error));
    }
  }));
});

Deno.test("valueOf() gives the last value, countOf() how often a flag was typed", () => {
  const line = parseFlags(["-c", "one", "-c", "two", "-vv", "--verbose"], "server");
  assertEquals(valueOf(line, "config"), "two");
  assertEquals(valueOf(line, "method"), undefined);
  assertEquals(countOf(line, "verbose"), 3);
});

function typed(words: readonly string[], command: CommandName = "local") {
  const { flags } = parseFlags(words, command);
  return Object.fromEntries(flags.map(({ label, values }) => [label, values]));
}
