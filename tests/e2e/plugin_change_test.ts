// Plugins while the servers that they lead to change: one for all who ask for the same, and none is ended that is wanted.

import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { getLogger } from "@logtape/logtape";
import type { Config, ServerEntry } from "../../src/config/config.ts";
import { inOrder } from "../../src/config/plain_routing.ts";
import { pluginLauncher } from "../../src/plugin/deno_plugin_process.ts";
import { PluginTeam } from "../../src/service/plugin_team.ts";
import { Plugins } from "../../src/service/plugins.ts";
import { childrenOf, untilGone } from "../support/child_processes.ts";
import { within } from "../support/deadline.ts";
import { FakePlugin } from "../support/fake_plugin.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { samplePlugin } from "../support/plugged_ends.ts";
import { SERVER, TUNNEL } from "../support/sample_config.ts";

/** Only Linux tells in /proc whose child a process is. */
const ignore = Deno.build.os !== "linux";

const LOGGER = getLogger("umbra-in-test");
const SOON_MS = 5000;
const SETTLED_MS = 500;

Deno.test("PluginTeam has one plugin for all who ask for the same at once", async () => {
  const clock = new ManualClock();
  const plugins: FakePlugin[] = [];
  const launch = () => plugins[plugins.push(new FakePlugin()) - 1]!;
  const team = new PluginTeam({ clock, logger: LOGGER, launch });
  const entry = pluggedEntry(1);
  const both = Promise.all([team.behind(entry), team.behind({ ...entry, method: "aes-128-gcm" })]);
  await clock.advance(SETTLED_MS);
  const [one, other] = await both;
  assertEquals([plugins.length, one.packetAddress], [1, other.packetAddress]);
  await team.keepOnly([]);
  assertEquals(plugins[0]!.calls[0], "terminate");
  await team.close();
});

Deno.test("PluginTeam tries again after a plugin that could not start", async () => {
  const clock = new ManualClock();
  const plugins: FakePlugin[] = [];
  const launch = () => plugins[plugins.push(new FakePlugin()) - 1]!;
  const team = new PluginTeam({ clock, logger: LOGGER, launch });
  const failed = assertRejects(() => team.behind(pluggedEntry(1)), Error, "has ended");
  plugins[0]!.exit("exit code 1");
  await failed;
  const started = team.behind(pluggedEntry(1));
  await clock.advance(SETTLED_MS);
  assertNotEquals((await started).packetAddress, undefined);
  await team.close();
});

Deno.test(
  { name: "Plugins ends none that a later configuration has started", ignore },
  async () => {
    const before = await childrenOf();
    const plugins = await Plugins.open(LOGGER);
    const [first, second, third] = [1, 2, 3].map(configTo);
    await plugins.start(first!);
    const [eldest] = await childrenSince(before);
    for (const next of [second!, third!]) {
      await plugins.redirect(next);
      plugins.retire(next);
    }
    const [, , youngest] = await childrenSince(before);
    await within(SOON_MS, "The first plugin's end", untilGone([eldest!]));
    assertEquals(await childrenSince(before), [youngest!]);
    await plugins.close();
  },
);

Deno.test("a plugin's process is sent no signal once it has ended", async () => {
  const launch = await pluginLauncher();
  const process = launch({ command: "true", args: [], environment: {} });
  await process.ended;
  const { kill } = Deno;
  const killed: number[] = [];
  Deno.kill = (pid) => void killed.push(pid);
  try {
    process.terminate();
    process.kill();
  } finally {
    Deno.kill = kill;
    process.hangUp();
  }
  assertEquals(killed, []);
});

function pluggedEntry(port: number): ServerEntry {
  const plugin = { command: "fake", options: "", args: [], mode: "udp_only" } as const;
  return { ...SERVER.listeners[0]!, address: { host: "192.0.2.1", port }, plugin };
}

function configTo(port: number): Config {
  const entry = { ...pluggedEntry(port), plugin: samplePlugin("client") };
  return { ...TUNNEL, ...inOrder([entry]) };
}

async function childrenSince(before: readonly number[]): Promise<readonly number[]> {
  return (await childrenOf()).filter((pid) => !before.includes(pid)).toSorted((a, b) => a - b);
}
