import { assertEquals } from "@std/assert";
import { contest, type ContestOptions, median } from "./contest.ts";
import type { Bout, Trial } from "./trial.ts";

Deno.test("contest() takes turns and keeps the median of each figure", async () => {
  const diary: string[] = [];
  const trial = trialOf((family) => {
    let round = 0;
    return {
      warmUp: () => note(diary, `${family} warms up`),
      round: () => {
        diary.push(family);
        return Promise.resolve([[5, 50], [1, 10], [3, 30]][round++]!);
      },
      [Symbol.asyncDispose]: () => note(diary, `${family} leaves`),
    };
  });
  const results = await contest(trial, OPTIONS);
  assertEquals(results.map(({ scores }) => scores), [
    { umbra: 3, libev: 3 },
    { umbra: 30, libev: 30 },
  ]);
  assertEquals(diary, [
    ...["umbra warms up", "libev warms up"],
    ...["umbra", "libev", "umbra", "libev", "umbra", "libev"],
    ...["libev leaves", "umbra leaves"],
  ]);
});

Deno.test("contest() goes on without the peer, or without anybody, when a program is missing", async () => {
  const trial = trialOf(() => boutOf(() => Promise.resolve([1, 2])));
  const without = (missing: string): ContestOptions => ({
    ...OPTIONS,
    isInstalled: (program) => Promise.resolve(program !== missing),
  });
  const [alone] = await contest(trial, without("ss-server"));
  assertEquals(alone!.scores, { umbra: 1, libev: "not installed" });
  const [nobody] = await contest(trial, without("wrk"));
  assertEquals(nobody!.scores, { umbra: "not installed", libev: "not installed" });
});

Deno.test("contest() says what failed and goes on with the other family", async () => {
  const failures: string[] = [];
  const trial = trialOf((family) =>
    boutOf(() => family === "umbra" ? Promise.reject(new Error("broken")) : Promise.resolve([1, 2]))
  );
  const [first] = await contest(trial, {
    ...OPTIONS,
    failed: (family, error) => failures.push(`${family}: ${(error as Error).message}`),
  });
  assertEquals(first!.scores, { umbra: "failed", libev: 1 });
  assertEquals(failures, ["umbra: broken"]);
});

Deno.test("median() is the middle, or the mean of both middles", () => {
  assertEquals(median([10, 2, 9]), 9);
  assertEquals(median([4, 1, 3, 2]), 2.5);
});

const OPTIONS: ContestOptions = {
  method: "m",
  rounds: 3,
  isInstalled: () => Promise.resolve(true),
  failed: (_family, error) => {
    throw error;
  },
};

function trialOf(bout: (family: string) => Bout): Trial {
  return {
    name: "trial",
    needs: ["wrk"],
    figures: [{ name: "a", unit: "" }, { name: "b", unit: "" }],
    prepare: (family) => Promise.resolve(bout(family)),
  };
}

function boutOf(round: () => Promise<readonly number[]>): Bout {
  return {
    warmUp: () => Promise.resolve(),
    round,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function note(diary: string[], line: string): Promise<void> {
  diary.push(line);
  return Promise.resolve();
}
