import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { HttpGet } from "../net/http_get.ts";
import type { OnlineConfig } from "./online_choice.ts";
import { type CopyStore, OnlineServers } from "./online_servers.ts";
import { ConfigError } from "./problem.ts";
import { Secret } from "./secret.ts";
import type { ListedServer } from "./server_list.ts";

const CONFIG: OnlineConfig = {
  url: new Secret("https://lists.example/token-of-mine"),
  intervalMs: 1000,
  allowedPlugins: ["obfs-local"],
  throughProxy: false,
};

Deno.test("OnlineServers.first() gives what it has fetched, and keeps it", async () => {
  const world = new World();
  world.text = link("a");
  assertEquals(await world.first(), ["a"]);
  world.isDown = true;
  assertEquals(await world.first(), ["a"]);
  assertMatch(world.warnings[0]!, /lists\.example: .*: the list that was kept is used$/);
});

Deno.test("OnlineServers.first() rejects where nothing was fetched and nothing is kept", async () => {
  const world = new World();
  world.isDown = true;
  const error = await assertRejects(() => world.first(), ConfigError, "cannot be fetched");
  assertEquals(error.message.includes("token-of-mine"), false);
  world.isDown = false;
  world.text = "no list";
  await assertRejects(() => world.first(), ConfigError, "lists.example is no list of servers");
});

Deno.test("OnlineServers.first() uses what is kept where the list has become none", async () => {
  const world = new World();
  world.text = link("a");
  await world.first();
  world.text = "<html>";
  assertEquals(await world.first(), ["a"]);
});

Deno.test("OnlineServers.first() asks with the kept ETag, and takes the copy for unchanged", async () => {
  const world = new World();
  world.text = link("a");
  await world.first();
  world.text = undefined;
  assertEquals(await world.first(), ["a"]);
  assertEquals([world.etags, world.warnings], [[undefined, '"1"'], []]);
});

Deno.test("OnlineServers.first() goes on where nothing can be kept, and says so", async () => {
  const world = new World();
  world.text = link("a");
  world.isFull = true;
  assertEquals(await world.first(), ["a"]);
  assertEquals(world.warnings, ["the online configuration cannot be kept: disk full"]);
});

Deno.test("OnlineServers.first() overlooks a kept copy that is damaged", async () => {
  const world = new World();
  for (const damaged of ["", "{", "null", '{"text": 1}', '{"text": "x"}']) {
    world.kept = damaged;
    world.text = link("a");
    assertEquals(await world.first(), ["a"], damaged);
  }
});

Deno.test("OnlineServers leaves out servers with plugins that are not allowed by name", async () => {
  const world = new World();
  world.text = [link("a", "?plugin=obfs-local"), link("b", "?plugin=evil"), link("c")].join("\n");
  assertEquals(await world.first(), ["a", "c"]);
  assertMatch(world.warnings[0]!, /plugin evil, which no online list may run here/);
  world.kept = undefined;
  world.text = link("b", "?plugin=evil");
  await assertRejects(() => world.first(), ConfigError, "plugin evil");
});

Deno.test("OnlineServers takes so many servers with plugins, each of which is a process, and no more", async () => {
  const world = new World();
  const plugged = Array.from({ length: 33 }, (_, i) => link(`p${i}`, "?plugin=obfs-local"));
  world.text = [...plugged, link("plain")].join("\n");
  const taken = await world.first();
  assertEquals([taken.length, taken.at(-1)], [33, "plain"]);
  assertEquals(world.warnings, ["the list has 33 servers with plugins: 32 are taken"]);
});

Deno.test("OnlineServers takes so many servers of a list and no more, and tells of so many faults", async () => {
  const world = new World();
  world.text = `${"ss://nonsense\n".repeat(50)}${`${link("a")}\n`.repeat(1001)}`;
  assertEquals((await world.first()).length, 1000);
  assertEquals(world.warnings.slice(20), [
    "there are 30 more problems of this kind",
    "the list has 1001 servers, of which the first 1000 are taken",
  ]);
  world.kept = undefined;
  world.text = "ss://nonsense\n".repeat(50);
  const error = await assertRejects(() => world.first(), ConfigError);
  assertEquals(error.problems.length, 21);
});

Deno.test("OnlineServers.keepFresh() goes on after a list that nobody has thought of", async () => {
  const world = new World();
  world.text = link("a");
  const online = world.open();
  await online.first(world.warn);
  const heard: string[][] = [];
  const fetches = online.keepFresh({
    onServers: (servers) => {
      heard.push(hostsOf(servers));
      if (heard.length === 1) throw new RangeError("Maximum call stack size exceeded");
    },
    warn: world.warn,
  });
  for (const host of ["b", "c"]) {
    world.text = link(host);
    await world.clock.advance(1001);
  }
  assertEquals(heard, [["b"], ["c"]]);
  assertMatch(
    world.warnings.join(),
    /cannot be used \(Maximum .*\): the servers stay as they are$/,
  );
  fetches.cancel();
});

Deno.test("OnlineServers.keepFresh() tells of lists that differ, and stays with the old where one fails", async () => {
  const world = new World();
  world.text = link("a");
  const online = world.open();
  await online.first(world.warn);
  const heard: string[][] = [];
  const fetches = online.keepFresh({
    onServers: (servers) => heard.push(hostsOf(servers)),
    warn: world.warn,
  });
  await world.clock.advance(1001);
  world.text = link("b");
  await world.clock.advance(1001);
  world.isDown = true;
  await world.clock.advance(1001);
  world.isDown = false;
  await world.clock.advance(1001);
  assertEquals(heard, [["b"]]);
  assertMatch(world.warnings.join(), /the servers stay as they are$/);
  fetches.cancel();
  assertEquals(world.clock.pending, 0);
});

Deno.test("OnlineServers.keepFresh() fetches at moments that lie about the interval", async () => {
  const world = new World();
  world.text = link("a");
  for (const [random, ms] of [[0, 900], [0.5, 1000], [1, 1100]] as const) {
    world.random = random;
    const before = world.etags.length;
    const fetches = world.open().keepFresh({ onServers: () => {}, warn: world.warn });
    await world.clock.advance(ms - 1);
    assertEquals(world.etags.length, before);
    await world.clock.advance(1);
    assertEquals(world.etags.length, before + 1);
    fetches.cancel();
  }
});

/** A server of lists, a disk and a clock. */
class World implements CopyStore {
  readonly clock = new ManualClock();
  readonly warnings: string[] = [];
  readonly etags: (string | undefined)[] = [];
  /** `undefined`: it has not changed. */
  text: string | undefined = "";
  kept: string | undefined;
  isDown = false;
  isFull = false;
  random = 0.5;

  readonly warn = ({ message }: { readonly message: string }) => void this.warnings.push(message);

  open(): OnlineServers {
    const { clock } = this;
    return new OnlineServers(CONFIG, {
      get: this.#get,
      store: this,
      clock,
      random: () => this.random,
    });
  }

  async first(): Promise<readonly string[]> {
    return hostsOf(await this.open().first(this.warn));
  }

  read(): Promise<string | undefined> {
    return Promise.resolve(this.kept);
  }

  write(text: string): Promise<void> {
    if (this.isFull) return Promise.reject(new Error("disk full"));
    this.kept = text;
    return Promise.resolve();
  }

  readonly #get: HttpGet = (_, { headers }) => {
    this.etags.push(headers["if-none-match"]);
    if (this.isDown) return Promise.reject(new TypeError("unreachable"));
    const body = new TextEncoder().encode(this.text ?? "");
    const status = this.text === undefined ? 304 : 200;
    return Promise.resolve({ status, headers: new Headers({ etag: '"1"' }), body });
  };
}

function link(host: string, query = ""): string {
  return `ss://${btoa("aes-256-gcm:a-strong-password")}@${host}:1${query}`;
}

function hostsOf(servers: readonly ListedServer[]): string[] {
  return servers.map(({ server }) => server.address.host);
}
