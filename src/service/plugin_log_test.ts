import { assertEquals } from "@std/assert";
import { configureSync, getLogger } from "@logtape/logtape";
import { PluginLog } from "./plugin_log.ts";

Deno.test("PluginLog has one line for each thing that happens to a plugin", () => {
  const { log, lines } = observe();
  log.said("listening {at} 1080");
  log.hushed(12);
  log.ended("exit code 1", 312);
  log.failed(new Error("cannot find the plugin"), 30_000);
  assertEquals(lines, [
    'info plugin "obfs-local for a.example:1": "listening {at} 1080"',
    'warning plugin "obfs-local for a.example:1" talks too much: 12 more lines not shown',
    'warning plugin "obfs-local for a.example:1" has ended ("exit code 1"), started again in 0.3 s',
    'warning plugin "obfs-local for a.example:1": "cannot find the plugin"; tried again in 30 s',
  ]);
});

function observe() {
  const lines: string[] = [];
  configureSync({
    reset: true,
    sinks: {
      lines: (record) => {
        const words = record.message.map((word, i) => i % 2 === 0 ? word : JSON.stringify(word));
        lines.push(`${record.level} ${words.join("")}`);
      },
    },
    loggers: [
      { category: "plugins", sinks: ["lines"], lowestLevel: "info" },
      { category: ["logtape", "meta"], lowestLevel: "fatal", sinks: [] },
    ],
  });
  const name = "obfs-local for a.example:1";
  return { log: new PluginLog({ logger: getLogger("plugins"), name }), lines };
}
