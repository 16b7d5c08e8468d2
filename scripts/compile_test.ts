import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import manifest from "../deno.json" with { type: "json" };
import { chooseTargets, compileArguments, lacksRuntime, TARGETS } from "./compile.ts";

const { permissions: { umbra: permissions }, unstable } = manifest;

Deno.test("compileArguments() is exactly this", () => {
  assertEquals(compileArguments({ target: "x86_64-unknown-linux-gnu", permissions, unstable }), [
    "compile",
    "--quiet",
    "--frozen",
    "--no-check",
    "--no-prompt",
    "--v8-flags=--max-semi-space-size=8",
    "--unstable-net",
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-run",
    "--allow-ffi",
    "--allow-env=UMBRA_PASSWORD,UMBRA_SERVER_URL,STATE_DIRECTORY,XDG_STATE_HOME,LOCALAPPDATA,SS_SERVER_PASSWORD,NO_COLOR,TERM,COLORTERM,PATH,HOME,TMPDIR,SystemRoot,TEMP",
    "--target",
    "x86_64-unknown-linux-gnu",
    "--output",
    "dist/umbra-x86_64-unknown-linux-gnu",
    "main.ts",
  ]);
});

Deno.test("compileArguments() ends the name in .exe when the target is Windows", () => {
  const args = compileArguments({ target: "x86_64-pc-windows-msvc", permissions, unstable });
  assertEquals(args.at(-2), "dist/umbra-x86_64-pc-windows-msvc.exe");
});

Deno.test("chooseTargets() takes all five when nothing is asked for", () => {
  assertEquals(chooseTargets(undefined, undefined), TARGETS);
  assertEquals(TARGETS.length, 5);
});

Deno.test("chooseTargets() takes the target that is asked for", () => {
  assertEquals(chooseTargets("aarch64-apple-darwin", "/opt/denort"), ["aarch64-apple-darwin"]);
  assertThrows(() => chooseTargets("riscv64", undefined), RangeError, "x86_64-unknown-linux-gnu");
});

Deno.test("chooseTargets() takes this machine's target when DENORT_BIN names a runtime", () => {
  assertEquals(chooseTargets(undefined, "/opt/denort"), [Deno.build.target]);
});

Deno.test("lacksRuntime() knows both ways in which deno says so", () => {
  assert(lacksRuntime("error: Writing ...\n  0: Could not find denort at '/x'"));
  assert(lacksRuntime("Download https://host/denort-x86_64.zip\nerror: error sending request"));
  assert(!lacksRuntime('error: Module not found "file:///main.ts"'));
});

Deno.test("deno task compile tells in words that the runtime is missing, and exits 1", async () => {
  const { code, stdout, stderr } = await runCompile(["--target", "x86_64-pc-windows-msvc"]);
  assertEquals({ code, stdout }, { code: 1, stdout: "" });
  assertStringIncludes(stderr, "error: cannot build dist/umbra-x86_64-pc-windows-msvc.exe: ");
  assertStringIncludes(stderr, "hint: ");
  assertStringIncludes(stderr, "DENORT_BIN");
});

Deno.test("deno task compile refuses an unknown target", async () => {
  const { code, stderr } = await runCompile(["--target", "vax"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "error: Cannot compile for vax");
});

Deno.test("deno task compile refuses an option that it does not know", async () => {
  const { code, stderr } = await runCompile(["--targets", "vax"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "error: Cannot understand --targets");
});

async function runCompile(args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "scripts/compile.ts", ...args],
    cwd: new URL("../", import.meta.url),
    env: { DENORT_BIN: "/nonexistent/denort", NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
