import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakePlugin, type FakePluginOptions } from "../../tests/support/fake_plugin.ts";
import { isSettled, ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { PluginError } from "./plugin_error.ts";
import type { UntilReady } from "./plugin_ready.ts";
import { PluginSupervisor } from "./plugin_supervisor.ts";

const AT_ONCE: UntilReady = () => Promise.resolve();
const NEVER: UntilReady = ({ signal }) =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));

Deno.test("start() resolves when the plugin is ready, and close() ends it", async () => {
  const { supervisor, plugins, clock, told } = supervise({ untilReady: AT_ONCE });
  await supervisor.start();
  await supervisor.close();
  await supervisor.close();
  assertEquals(plugins.map(({ calls }) => calls[0]), ["terminate"]);
  assertEquals([told, clock.pending], [[], 0]);
});

Deno.test("start() rejects with the plugin's last words when it ends before it is ready", async () => {
  const { supervisor, plugins, clock, told } = supervise({ untilReady: NEVER });
  const started = supervisor.start();
  plugins[0]!.say("no such option\nusage: ...\n");
  plugins[0]!.exit("exit code 2");
  const error = await assertRejects(
    () => started,
    PluginError,
    "(exit code 2): no such option | usage",
  );
  assertEquals(error.failure, "ended");
  assertEquals([told, clock.pending], [["no such option", "usage: ..."], 0]);
});

Deno.test("start() rejects after 3 s, and leaves no plugin", async () => {
  const { supervisor, plugins, clock } = supervise({ untilReady: NEVER });
  const started = supervisor.start();
  started.catch(() => {});
  await clock.advance(2999);
  assertEquals(plugins[0]!.calls, []);
  await clock.advance(1);
  const error = await assertRejects(() => started, PluginError, "within 3 s; it has said nothing");
  assertEquals(error.failure, "not_listening");
  assertEquals([plugins[0]!.calls, plugins.length, clock.pending], [["terminate"], 1, 0]);
});

Deno.test("start() rejects with what keeps the plugin from being started", async () => {
  const { supervisor, clock } = supervise({ untilReady: AT_ONCE, failsAt: [0] });
  await assertRejects(() => supervisor.start(), PluginError, "cannot find it");
  assertEquals(clock.pending, 0);
});

Deno.test("a plugin that ends is started again, each time later", async () => {
  const { supervisor, plugins, clock, told } = supervise({ untilReady: AT_ONCE });
  await supervisor.start();
  for (const [lives, wait] of [[1, 250], [2, 500], [3, 1000]] as const) {
    plugins.at(-1)!.exit("exit code 1");
    await clock.advance(wait - 1);
    assertEquals(plugins.length, lives);
    await clock.advance(1);
    assertEquals(plugins.length, lives + 1);
  }
  assertEquals(told, [["exit code 1", 250], ["exit code 1", 500], ["exit code 1", 1000]]);
  await supervisor.close();
  assertEquals(plugins.map(({ calls }) => calls), [[], [], [], ["terminate"]]);
});

Deno.test("a plugin that cannot be started again is tried again", async () => {
  const { supervisor, plugins, clock, told } = supervise({ untilReady: AT_ONCE, failsAt: [1] });
  await supervisor.start();
  plugins[0]!.exit("SIGKILL");
  await clock.advance(250);
  assertEquals(told, [["SIGKILL", 250], ["cannot find it", 500]]);
  await clock.advance(500);
  assertEquals(plugins.length, 2);
  await supervisor.close();
});

Deno.test("close() starts nothing again when the plugin has ended before", async () => {
  const { supervisor, plugins, clock } = supervise({ untilReady: AT_ONCE });
  await supervisor.start();
  plugins[0]!.exit("exit code 1");
  await settle();
  await supervisor.close();
  await clock.advance(60_000);
  assertEquals([plugins.length, clock.pending], [1, 0]);
});

Deno.test("close() kills a plugin that does not end within 500 ms", async () => {
  const { supervisor, plugins, clock } = supervise({ untilReady: AT_ONCE, isStubborn: true });
  await supervisor.start();
  const closed = supervisor.close();
  await clock.advance(499);
  assertEquals([plugins[0]!.calls, await isSettled(closed)], [["terminate"], false]);
  await clock.advance(1);
  await closed;
  assertEquals(plugins[0]!.calls, ["terminate", "kill"]);
});

Deno.test("close() waits no longer than 200 ms for an output that others hold open", async () => {
  const { supervisor, plugins, clock } = supervise({ untilReady: AT_ONCE, isHeldOpen: true });
  await supervisor.start();
  const closed = supervisor.close();
  await clock.advance(199);
  assertEquals(await isSettled(closed), false);
  await clock.advance(1);
  assert(await isSettled(closed));
  assertEquals(plugins[0]!.calls.includes("hangUp"), true);
});

interface Supervision extends FakePluginOptions {
  readonly untilReady: UntilReady;
  /** The launches that fail. */
  readonly failsAt?: readonly number[];
}

function supervise({ untilReady, failsAt = [], ...options }: Supervision) {
  const clock = new ManualClock();
  const plugins: FakePlugin[] = [];
  const told: (string | number | readonly [string, number])[] = [];
  let launches = 0;
  const supervisor = new PluginSupervisor({
    name: "fake",
    untilReady,
    clock,
    random: () => 0,
    launch: () => {
      if (failsAt.includes(launches++)) {
        throw new PluginError("not_started", "cannot find it", { hint: "" });
      }
      const plugin = new FakePlugin(options);
      plugins.push(plugin);
      return plugin;
    },
    observer: {
      said: (line) => void told.push(line),
      hushed: (lines) => void told.push(lines),
      ended: (how, delayMs) => void told.push([how, delayMs]),
      failed: (cause, delayMs) => void told.push([cause.message, delayMs]),
    },
  });
  return { supervisor, plugins, clock, told };
}
