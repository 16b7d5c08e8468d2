import { assertEquals } from "@std/assert";
import { ABSORBED, ABSORBED_LATER, type Due, FINISHED, REFUSED, SERVED } from "./due.ts";
import { judge } from "./gates.ts";
import { Noise } from "./noise.ts";
import { say } from "./probe.ts";
import type { ProbeReaction } from "./prober.ts";
import type { Row } from "./row.ts";
import type { Trial } from "./volley.ts";

const DEADLINE_MS = 1000;
const PROBE = say({ name: "a probe", bytes: () => new Uint8Array(1) });

Deno.test("judge() finds nothing where every row gets what it is due", () => {
  const rows = [
    ...trialsOf(ABSORBED, () => ({})),
    ...trialsOf(ABSORBED, () => ({})),
    ...trialsOf(ABSORBED_LATER, () => ({ heard: 9, fromSynMs: 1200 })),
    ...trialsOf(FINISHED, () => ({ fromLastSaidMs: 1, afterByte: "silence" })),
    ...trialsOf(REFUSED, () => ({ fromLastSaidMs: 2, afterByte: "silence" })),
    ...trialsOf(SERVED, () => ({ heard: 9, fromLastSaidMs: 400, afterByte: "silence" })),
  ];
  assertEquals(judge(rows, DEADLINE_MS), []);
});

const STRANGE: readonly (readonly [gate: string, due: Due, reaction: Partial<ProbeReaction>])[] = [
  ["reset", ABSORBED, { end: "RST" }],
  ["reset", ABSORBED, { end: "FIN, RST" }],
  ["outcome", ABSORBED, { heard: 1 }],
  ["outcome", ABSORBED, { end: "nothing", fromSynMs: Infinity }],
  ["outcome", ABSORBED, { isAllTaken: false }],
  ["outcome", ABSORBED, { afterByte: "silence" }],
  ["outcome", REFUSED, { fromLastSaidMs: 1 }],
  ["outcome", SERVED, { heard: 0, afterByte: "silence" }],
  ["early", ABSORBED, { fromSynMs: 990 }],
  ["early", ABSORBED_LATER, { fromLastSaidMs: 990 }],
];

for (const [gate, due, reaction] of STRANGE) {
  Deno.test(`judge() finds one ${JSON.stringify(reaction)} among ${due.word}`, () => {
    const usual = due.at === "deadline" ? {} : { fromLastSaidMs: 1, afterByte: due.then };
    const trials = trialsOf(due, (i) => i === 13 ? reaction : { ...usual, heard: heardBy(due) });
    assertEquals(judge(trials, DEADLINE_MS).map(({ gate }) => gate), [gate]);
  });
}

Deno.test("judge() allows the median 10 ms beside the deadline", () => {
  const gates = (ms: number) =>
    judge(trialsOf(ABSORBED, (i) => ({ fromSynMs: ms + i % 3 })), DEADLINE_MS)
      .map(({ gate }) => gate);
  assertEquals(gates(1008), []);
  assertEquals(gates(1011), ["deadline"]);
});

Deno.test("judge() wants half of the ends close together", () => {
  const trials = trialsOf(ABSORBED, (i) => ({ fromSynMs: 996 + i }));
  assertEquals(judge(trials.slice(0, 40), DEADLINE_MS).map(({ gate }) => gate), ["deadline"]);
  const wide = trialsOf(ABSORBED, (i) => ({ fromSynMs: i < 30 ? 1000 : 1060 }));
  assertEquals(judge(wide, DEADLINE_MS).map(({ gate }) => gate), ["spread"]);
});

Deno.test("judge() wants an end at once where one is due", () => {
  const trials = trialsOf(FINISHED, () => ({ fromLastSaidMs: 51, afterByte: "silence" }));
  assertEquals(judge(trials, DEADLINE_MS).map(({ gate }) => gate), ["deadline"]);
});

Deno.test("judge() finds a row that a prober can tell from the others by its time", () => {
  const noise = new Noise(1);
  const around = (ms: number) => () => ({ fromSynMs: ms + noise.below(1000) / 500 });
  const [same, other] = [trialsOf(ABSORBED, around(1001)), trialsOf(ABSORBED, around(1001))];
  assertEquals(judge([...same, ...other], DEADLINE_MS), []);
  const later = trialsOf(ABSORBED, around(1003));
  const gates = judge([...same, ...other, ...later], DEADLINE_MS).map(({ gate }) => gate);
  assertEquals(gates.includes("indifference"), true);
});

Deno.test("judge() finds a refusal that takes longer than the others", () => {
  const refused = (ms: number) =>
    trialsOf(REFUSED, () => ({ fromLastSaidMs: ms, afterByte: "silence" }));
  assertEquals(judge([...refused(1), ...refused(10)], DEADLINE_MS), []);
  const findings = judge([...refused(1), ...refused(12)], DEADLINE_MS);
  assertEquals(findings.map(({ gate }) => gate), ["indifference"]);
});

/** 50 of one row; what is not said is as an absorbed connection has it. */
function trialsOf(due: Due, reaction: (i: number) => Partial<ProbeReaction>): readonly Trial[] {
  const row: Row = { id: "P1", about: due.word, due, probes: () => [PROBE] };
  return Array.from({ length: 50 }, (_, i) => ({
    ...{ row, probe: PROBE, isDisturbed: false },
    reaction: {
      ...{ heard: 0, end: "FIN", fromSynMs: 1001, fromLastSaidMs: 1001 },
      ...{ afterByte: "RST", isAllTaken: true, trace: [], ...reaction(i) },
    },
  }));
}

function heardBy({ hears }: Due): number {
  return hears === "something" ? 9 : 0;
}
