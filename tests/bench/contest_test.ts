import { assertEquals } from "@std/assert";
import { contest, type ContestOptions } from "./contest.ts";
import type { Contestant } from "./contestant.ts";
import type { Bout, Trial } from "./trial.ts";

Deno.test("contest() takes turns, begins with another each round and keeps the medians", async () => {
  const diary: string[] = [];
  const trial = trialOf(({ name }) => {
    let round = 0;
    return {
      warmUp: () => note(diary, `${name} warms up`),
      round: () => {
        diary.push(name);
        return Promise.resolve([[5, 50], [1, 10], [3, 30]][round++]!);
      },
      [Symbol.asyncDispose]: () => note(diary, `${name} leaves`),
    };
  });
  const results = await contest(trial, [ANN, BOB], OPTIONS);
  assertEquals(results, [
    { figure: { name: "a", unit: "" }, scores: { ann: 3, bob: 3 } },
    { figure: { name: "b", unit: "" }, scores: { ann: 30, bob: 30 } },
  ]);
  assertEquals(diary, [
    ...["ann warms up", "bob warms up"],
    ...["ann", "bob", "bob", "ann", "ann", "bob"],
    ...["bob leaves", "ann leaves"],
  ]);
});

Deno.test("contest() has no more rounds than the trial allows", async () => {
  let rounds = 0;
  const trial = trialOf(() => boutOf(() => Promise.resolve([rounds++, 0])));
  await contest({ ...trial, mostRounds: 1 }, [ANN], OPTIONS);
  assertEquals(rounds, 1);
});

Deno.test("contest() says what failed and goes on with the others", async () => {
  const failures: string[] = [];
  let left = 0;
  const trial = trialOf(({ name }) => ({
    ...boutOf(() => name === "ann" ? Promise.reject(new Error("broken")) : Promise.resolve([1, 2])),
    [Symbol.asyncDispose]: () => Promise.resolve(void left++),
  }));
  const [first] = await contest(trial, [ANN, BOB], {
    ...OPTIONS,
    failed: (name, error) => failures.push(`${name}: ${(error as Error).message}`),
  });
  assertEquals(first!.scores, { ann: "failed", bob: 1 });
  assertEquals(failures, ["ann: broken"]);
  assertEquals(left, 2);
});

const ANN = contestantOf("ann");
const BOB = contestantOf("bob");

const OPTIONS: ContestOptions = {
  method: "m",
  rounds: 3,
  failed: (_name, error) => {
    throw error;
  },
};

function contestantOf(name: string): Contestant {
  const unused = () => Promise.reject(new Error("Nothing is started here"));
  return { name, version: "1", startServer: unused, startTunnel: unused };
}

function trialOf(bout: (contestant: Contestant) => Bout): Trial {
  return {
    name: "trial",
    needs: [],
    figures: [{ name: "a", unit: "" }, { name: "b", unit: "" }],
    prepare: (contestant) => Promise.resolve(bout(contestant)),
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
