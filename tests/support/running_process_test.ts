import { assert, assertEquals, assertRejects } from "@std/assert";
import { RunningProcess } from "./running_process.ts";

Deno.test("RunningProcess waits for words on either stream", async () => {
  await using process = shell("echo out; echo err >&2; exec sleep 60");
  await process.untilOutput(/out\n/);
  await process.untilOutput(/err\n/);
  assert(process.isRunning);
});

Deno.test("RunningProcess rejects with the output when the words never come", async () => {
  await using process = shell("echo something else");
  await assertRejects(() => process.untilOutput(/ready/), Error, "something else");
});

Deno.test("RunningProcess tells how the process ended, and what it said last", async () => {
  await using process = shell(
    "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.01; done",
  );
  await process.untilOutput(/ready/);
  process.signal("SIGTERM");
  const { code } = await process.ended();
  assertEquals(code, 7);
  assertEquals(process.output, "ready\nbye\n");
});

Deno.test("RunningProcess ends the process when it is disposed of", async () => {
  const process = shell("echo ready; exec sleep 60");
  await process.untilOutput(/ready/);
  await process[Symbol.asyncDispose]();
  assert(!process.isRunning);
  assertEquals((await process.ended()).signal, "SIGKILL");
});

function shell(script: string): RunningProcess {
  return new RunningProcess("sh", { args: ["-c", script] });
}
