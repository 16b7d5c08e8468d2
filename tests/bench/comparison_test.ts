import { assert, assertEquals, assertGreater } from "@std/assert";
import { compare } from "./comparison.ts";
import { GOALS } from "./goals.ts";
import { Load } from "./load.ts";
import type { Options } from "./options.ts";
import { isBroken, type MethodReport } from "./report.ts";
import { TRIAL_NAMES, trialOf } from "./trials.ts";

const TINY: Options = {
  methods: ["chacha20-ietf-poly1305"],
  engines: ["node", "auto", "no-ffi"],
  peers: [],
  only: ["start-up", "download", "upload", "latency", "idle"],
  seconds: 0.2,
  rounds: 1,
  idleConnections: 100,
  format: "json",
};

Deno.test({
  name: "compare() measures ours on each engine once",
  // It reads the kernel's books.
  ignore: Deno.build.os !== "linux",
}, async () => {
  const said: string[] = [];
  const report = await compare(TINY, (line) => void said.push(line));
  assert(!isBroken(report), said.join("\n"));
  const [{ contestants, absentees, results }] = report.methods as [MethodReport];
  assertEquals(contestants[0]!.engine, "node");
  assertEquals(absentees.at(-1), {
    ...{ name: "umbra no-ffi", reason: "measured", detail: "as umbra node" },
  });
  assertEquals(results.length, 10);
  for (const { figure, scores } of results) {
    assertEquals(Object.keys(scores), contestants.map(({ name }) => name));
    // The heap may shrink by more than so few connections take.
    if (figure.unit === "KB") continue;
    for (const score of Object.values(scores)) assertGreater(score, 0, figure.name);
  }
});

Deno.test("GOALS name figures that there are", async () => {
  await using load = await Load.start();
  const options = { seconds: 1, idleConnections: 4000 };
  const figures = TRIAL_NAMES.flatMap((name) => trialOf(name, load, options).figures);
  const names = figures.map(({ name }) => name);
  assertEquals(GOALS.map(({ figure }) => figure).filter((figure) => !names.includes(figure)), []);
});
