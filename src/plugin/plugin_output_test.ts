import { assertEquals } from "@std/assert";
import { FakePlugin } from "../../tests/support/fake_plugin.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { PluginOutput } from "./plugin_output.ts";

Deno.test("PluginOutput shows 50 lines in 10 s, and says how many it has left out", async () => {
  const { plugin, clock, shown, end } = listenTo();
  plugin.say("a\n".repeat(60));
  await settle();
  assertEquals(shown, Array(50).fill("a"));
  await clock.advance(10_000);
  plugin.say("b\n");
  await settle();
  assertEquals(shown.slice(50), [10, "b"]);
  plugin.say("c\n".repeat(70));
  await end();
  assertEquals(shown.slice(52), [...Array(49).fill("c"), 21]);
});

Deno.test("PluginOutput keeps the last lines, also of those that it does not show", async () => {
  const { plugin, output, end } = listenTo();
  plugin.say("a\n".repeat(1000));
  plugin.say("b\nc");
  await end();
  assertEquals(output.lastLines, ["a", "a", "a", "b", "c"]);
});

function listenTo() {
  const plugin = new FakePlugin();
  const clock = new ManualClock();
  const shown: (string | number)[] = [];
  const observer = {
    said: (line: string) => void shown.push(line),
    hushed: (lines: number) => void shown.push(lines),
  };
  const output = new PluginOutput({ observer, clock });
  const collected = output.collect(plugin.output);
  const end = async () => {
    plugin.exit("exit code 0");
    await collected;
  };
  return { plugin, clock, shown, output, end };
}
