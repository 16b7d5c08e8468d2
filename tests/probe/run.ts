// `deno task probe`: sends `umbra server` what censors send (the probes P0 to P18), and says whether it gives itself away:
// by a byte, by the way or the time at which it closes, or by differences between them. Exits 1 when it does.
//
//   --all            every method, three times the trials, replays after 31 and 61 s, and what 2,000 strangers a second
//                    cost a client (P18); otherwise one method of each family
//   --methods a,b
//   --timeout N      seconds that strangers are heard for, 1; the suite takes about 10 times as long, and 10 s
//   --trials N       of each row, at least: 50
//   --seed N         of the noise, 1
//   --markdown

import { parseOptions } from "./options.ts";
import { markdownPage, textPage } from "./report.ts";
import { isPassed, type MethodReport } from "./result.ts";
import { probeMethod } from "./suite.ts";

if (import.meta.main) {
  const { choices, suite, format } = parseOptions(Deno.args);
  const reports: MethodReport[] = [];
  for (const choice of choices) {
    console.error(`${choice.method} (${choice.family.name}) ...`);
    reports.push(await probeMethod(choice, suite));
  }
  console.log(format === "markdown" ? markdownPage(reports) : textPage(reports));
  if (!reports.every(isPassed)) Deno.exitCode = 1;
}
