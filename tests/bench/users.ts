// `deno task bench:users`: what many users on one port cost a connection, beside one key, in connections per second and
// CPU. Of the 2022 edition a user is looked up by the identity header; of AEAD-2017 the keys last used from the client's
// address are tried first.
//
//   --seconds N   of each round, 2
//   --rounds N    of which the median counts, 5

import { contest } from "./contest.ts";
import { CrowdedContestant } from "./crowded_contestant.ts";
import { parseOptions } from "./options.ts";
import { connectionsTrial } from "./requests.ts";
import { textTable } from "./table.ts";

const CROWDS = [
  { method: "2022-blake3-aes-256-gcm", users: [1, 2, 1000] },
  { method: "aes-256-gcm", users: [1, 20, 100] },
];

if (import.meta.main) {
  const { seconds, rounds } = parseOptions(["--rounds", "5", ...Deno.args]);
  for (const { method, users } of CROWDS) {
    const contestants = users.map((count) => new CrowdedContestant(count));
    const results = await contest(connectionsTrial(seconds), contestants, {
      ...{ method, rounds },
      failed: (name, error) => console.error(`error: ${name}: ${Deno.inspect(error)}`),
    });
    const names = contestants.map(({ name }) => name);
    const rows = results.map(({ figure, scores }) => [
      `${figure.name}, ${figure.unit}`,
      ...names.map((name) => {
        const score = scores[name]!;
        return typeof score === "number" ? score.toPrecision(4) : score;
      }),
    ]);
    console.log(textTable({ rows: [[method, ...names], ...rows], words: [0] }));
  }
}
