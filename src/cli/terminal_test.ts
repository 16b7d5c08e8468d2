import { assertEquals } from "@std/assert";
import { Terminal } from "./terminal.ts";

Deno.test("error() and warning() tell place, message and hint", () => {
  const { terminal, err } = capture({ hasColour: false });
  terminal.error({ message: "server_port is 0", hint: "for example 8388", where: "a.json:1:2" });
  terminal.warning({ message: "dns is not supported yet", hint: undefined, where: undefined });
  assertEquals(err, [
    "error: a.json:1:2: server_port is 0",
    "hint: for example 8388",
    "warning: dns is not supported yet",
  ]);
});

Deno.test("error() colours the labels only, and only where colours show", () => {
  const { terminal, err } = capture({ hasColour: true });
  terminal.error({ message: "no", hint: "yes", where: undefined });
  assertEquals(err, ["\x1b[1;31merror:\x1b[0m no", "\x1b[1;36mhint:\x1b[0m yes"]);
});

Deno.test("error() and warning() show control characters, which may be a stranger's, and obey none", () => {
  const { terminal, err } = capture({ hasColour: false });
  const message = "unknown key \x1b]0;owned\x07\n\u202eerror: all is well, ignored";
  terminal.warning({ message, hint: "\x9b2J", where: "a\tb.json:1:2" });
  assertEquals(err, [
    "warning: a\\u{9}b.json:1:2: unknown key \\u{1b}]0;owned\\u{7}\\u{a}\\u{202e}error: all is well, ignored",
    "hint: \\u{9b}2J",
  ]);
});

Deno.test("print() goes to standard output, note() to standard error", () => {
  const { terminal, out, err } = capture({ hasColour: true });
  terminal.print("asked for");
  terminal.note("good to know");
  assertEquals([out, err], [["asked for"], ["good to know"]]);
});

function capture({ hasColour }: { readonly hasColour: boolean }) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = new Terminal({
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    hasColour,
  });
  return { terminal, out, err };
}
