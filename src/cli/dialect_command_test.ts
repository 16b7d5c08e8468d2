import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { runAs } from "./dialect_command.ts";
import { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

Deno.test("runAs() tells both names when it is asked for the version", async () => {
  assertEquals(await printed("ss-server", "--version"), [
    `umbra ${VERSION}, as ss-server (shadowsocks-libev)`,
  ]);
  assertEquals(await printed("sslocal", "-V"), [
    `umbra ${VERSION}, as sslocal (shadowsocks-rust)`,
  ]);
});

Deno.test("runAs() shows the flags of the program, letters first, and the names of ours", async () => {
  const help = (await printed("ss-local", "-h")).join("\n");
  assertMatch(help, /^ss-local \(shadowsocks-libev\)\n\nFlags:\n {2}-s HOST\[:PORT\] /);
  assertMatch(help, /^ {2}-k, --password PASSWORD /m);
  assertMatch(help, /^Known from other programs, .*\n(.*\n)? .*-A /m);
  assertMatch(help, /^Besides, from umbra:\n(.*\n)*.* --workers /m);
});

Deno.test("runAs() throws a UsageError with a way on when it cannot be that program", async () => {
  for (const name of ["ss-redir", "ss-manager", "ssmanager", "ssurl"]) {
    await assertRejects(async () => void await printed(name), UsageError, `${name}: `);
  }
});

Deno.test("runAs() throws a UsageError that shows no word which may be a secret", async () => {
  const error = await assertRejects(
    async () => void await printed("ss-local", "-k", "my", "planted"),
    UsageError,
  );
  assertEquals(error.message, 'unexpected words after "ss-local"');
});

async function printed(name: string, ...words: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const terminal = new Terminal({
    out: (line) => lines.push(line),
    err: (line) => lines.push(line),
    hasColour: false,
  });
  assertEquals(await runAs(name, words, { terminal, ...UNUSED }), 0);
  return lines;
}

const UNUSED = {
  signals: { next: () => Promise.reject(new Error("Cannot wait for a signal: this is a test")) },
  openWorker: () => {
    throw new Error("Cannot open a worker: this is a test");
  },
};
