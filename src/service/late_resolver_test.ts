import { assertEquals, assertRejects } from "@std/assert";
import { LateResolver } from "./late_resolver.ts";

const NEVER = { signal: new AbortController().signal };

function scene() {
  const calls: string[] = [];
  const resolver = new LateResolver((counters) => {
    calls.push("load");
    return Promise.resolve({
      resolve: (name: string) => {
        counters.asked++;
        return Promise.resolve([name]);
      },
      close: () => void calls.push("close"),
    });
  });
  return { resolver, calls };
}

Deno.test("LateResolver.resolve() loads the resolver once, when the first name is asked for", async () => {
  const { resolver, calls } = scene();
  assertEquals([calls, resolver.counts.asked], [[], 0]);
  const answers = ["a.example", "b.example"].map((name) => resolver.resolve(name, NEVER));
  assertEquals(await Promise.all(answers), [["a.example"], ["b.example"]]);
  assertEquals([calls, resolver.counts.asked], [["load"], 2]);
});

Deno.test("LateResolver.close() closes what was loaded, and nothing else", async () => {
  const { resolver, calls } = scene();
  resolver.close();
  assertEquals(calls, []);
  await resolver.resolve("a.example", NEVER);
  resolver.close();
  await Promise.resolve();
  assertEquals(calls, ["load", "close"]);
});

Deno.test("LateResolver.resolve() rejects when there is nothing to load", async () => {
  const resolver = new LateResolver(() => Promise.reject(new Error("not there")));
  await assertRejects(() => resolver.resolve("a.example", NEVER), Error, "not there");
  resolver.close();
});
