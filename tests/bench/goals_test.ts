import { assert, assertEquals } from "@std/assert";
import { type Goal, GOALS, judge, type Measured } from "./goals.ts";
import { PEERS } from "./peer_table.ts";

const GOAL: Goal = { figure: "rate", methods: [], bound: "at least", value: 0.5, peer: "them" };

Deno.test("judge() holds what people get against the peer's figure", () => {
  const verdicts = (umbra: number) => judge([GOAL], measured({ umbra, them: 10 }))[0];
  assertEquals(verdicts(5), { goal: GOAL, measured: 0.5, isMet: true });
  assertEquals(verdicts(4), { goal: GOAL, measured: 0.4, isMet: false });
});

Deno.test("judge() holds ours alone against a goal without a peer", () => {
  const goal: Goal = { figure: "rate", methods: [], bound: "at most", value: 20 };
  const isMet = (umbra: number) => judge([goal], measured({ umbra }))[0]!.isMet;
  assertEquals([isMet(20), isMet(20.1)], [true, false]);
});

Deno.test("judge() takes the contestant on the goal's engine, whatever its name", () => {
  const goal = { ...GOAL, engine: "openssl" };
  const fast = measured({ umbra: 10, "umbra node": 1, them: 10 });
  assertEquals(judge([goal], fast)[0]!.measured, 1);
  assertEquals(judge([{ ...GOAL, engine: "node" }], fast)[0]!.measured, 0.1);
});

Deno.test("judge() shows nothing when ours, its engine or the peer is missing or has failed", () => {
  const shown = (goal: Goal, scores: Scores) => judge([goal], measured(scores))[0]!.isMet;
  assertEquals(shown(GOAL, { umbra: 1 }), undefined);
  assertEquals(shown(GOAL, { them: 1 }), undefined);
  assertEquals(shown(GOAL, { umbra: 1, them: "failed" }), undefined);
  assertEquals(shown(GOAL, { umbra: "failed", them: 1 }), undefined);
  assertEquals(shown({ ...GOAL, engine: "node" }, { umbra: 1, them: 1 }), undefined);
});

Deno.test("judge() leaves out what was not asked for", () => {
  const scores = { umbra: 1, them: 1 };
  assertEquals(judge([{ ...GOAL, figure: "other" }], measured(scores)), []);
  assertEquals(judge([{ ...GOAL, methods: ["other"] }], measured(scores)), []);
});

Deno.test("GOALS name peers that there are", () => {
  const names = PEERS.map(({ name }) => name);
  assert(GOALS.every(({ peer }) => peer === undefined || names.includes(peer)));
});

type Scores = Measured["results"][number]["scores"];

function measured(scores: Scores): Measured {
  return {
    method: "m",
    contestants: Object.keys(scores).map((name) => {
      if (name === "umbra") return { name, engine: "openssl" };
      return name === "umbra node" ? { name, engine: "node" } : { name };
    }),
    results: [{ figure: { name: "rate", unit: "1/s" }, scores }],
  };
}
