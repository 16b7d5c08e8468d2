// `umbra server` gives itself away to none of the probes that censors send (issue 6): one method of each family.

import { assert } from "@std/assert";
import { FAMILIES } from "./families.ts";
import { textPage } from "./report.ts";
import { isPassed } from "./result.ts";
import { probeMethod, type SuiteOptions } from "./suite.ts";

/** Three minutes at most on a machine that has other things to do. */
const OPTIONS: SuiteOptions = {
  ...{ deadlineMs: 700, trials: 50, attempts: 3, seed: 1 },
  ...{ replayedAfter: [], isLoaded: false },
};

for (const family of FAMILIES) {
  const { name, methods: [method] } = family;
  Deno.test(`umbra server is silent to every probe and serves every client (${name})`, async () => {
    const report = await probeMethod({ family, method: method! }, OPTIONS);
    assert(isPassed(report), textPage([report]));
    // What a busy machine has kept from being shown is no failure, but shall be seen.
    if (report.rows.some(({ isDoubtful }) => isDoubtful === true)) console.log(textPage([report]));
  });
}
