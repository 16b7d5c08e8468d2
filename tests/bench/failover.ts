// `deno task bench:failover`: what several upstreams and rules cost, beside the goals. Exits 1 when something
// did not work, never because it was slow.
//
//   --connections N   in turn through each tunnel, 300
//   --seconds N       of each round with and without rules, 2
//   --rounds N        of which the median counts, 5

import { parseArgs } from "@std/cli";
import { contest } from "./contest.ts";
import {
  CONNECT_SECONDS,
  FAIL_THRESHOLD,
  type FailoverLatencies,
  measureFailover,
} from "./failover_latency.ts";
import { MANY_RULES, ONE_SERVER } from "./many_rules.ts";
import { connectionsTrial } from "./requests.ts";
import { percentile } from "./statistics.ts";
import { textTable } from "./table.ts";

const METHOD = "aes-256-gcm";
/** Of a connect that times out, for an alarm and the rest of the connection on a busy machine. */
const GRACE_MS = 250;

type Line = readonly [what: string, measured: string, goal: string];

function latencyLines({ alone, ...behind }: FailoverLatencies): Line[] {
  const p50 = percentile(alone, 0.5);
  const rise = (ms: readonly number[]) => `${(percentile(ms, 0.5) - p50).toFixed(2)} ms`;
  const late = behind.swallowed.filter((ms) => ms > CONNECT_SECONDS * 1000 / 2);
  const limitMs = CONNECT_SECONDS * 1000;
  return [
    ["one server, p50", `${p50.toFixed(2)} ms`, ""],
    ["behind a refusing one, p50 rises by", rise(behind.refused), "< 5 ms"],
    ["... asked by each connection", rise(behind.refusedEachTime), "< 5 ms"],
    ["behind a black hole, p50 rises by", rise(behind.swallowed), ""],
    ["... connections that pay", `${late.length}`, `<= ${FAIL_THRESHOLD}`],
    [
      "... the longest",
      `${Math.max(...behind.swallowed).toFixed(0)} ms`,
      `<= ${limitMs} ms (+ ${GRACE_MS})`,
    ],
  ];
}

async function ruleLines(
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Line[]> {
  const results = await contest(connectionsTrial(seconds), [ONE_SERVER, MANY_RULES], {
    ...{ method: METHOD, rounds },
    failed: (name, error) => {
      console.error(`error: ${name}: ${Deno.inspect(error)}`);
      Deno.exitCode = 1;
    },
  });
  const goals = new Map([["connections", ">= 0.97"], ["connections, CPU", "<= 1.03"]]);
  return results.flatMap(({ figure, scores }): Line[] => {
    const goal = goals.get(figure.name);
    const [plain, routed] = [scores[ONE_SERVER.name], scores[MANY_RULES.name]];
    if (goal === undefined || typeof plain !== "number" || typeof routed !== "number") return [];
    const what = `10 upstreams and 1,000 rules: ${figure.name} (${figure.unit})`;
    return [[what, `${(routed / plain).toFixed(3)} of ${plain.toFixed(2)}`, goal]];
  });
}

if (import.meta.main) {
  const flags = parseArgs(Deno.args, {
    string: ["connections", "seconds", "rounds"],
    default: { connections: "300", seconds: "2", rounds: "5" },
  });
  const lines = [
    ...latencyLines(await measureFailover(Number(flags.connections))),
    ...await ruleLines({ seconds: Number(flags.seconds), rounds: Number(flags.rounds) }),
  ];
  const rows = [["", "measured", "goal"], ...lines];
  console.log(textTable({ rows, words: [0, 1, 2] }));
}
