// What the flags say -> settings, by the same rules as the keys of a file.

import { applyRule } from "../config/key_rule.ts";
import type { Ledger } from "../config/ledger.ts";
import type { Origin } from "../config/origin.ts";
import { overlay, type Settings } from "../config/settings.ts";
import { ruleOf } from "./flag_row.ts";
import type { CommandLine, TypedFlag } from "./parse_flags.ts";

export function flagSettings({ flags }: CommandLine, ledger: Ledger): Settings {
  return flags.map((flag) => settingsOf(flag, ledger)).reduce(overlay, {});
}

/** Where a secret may stand besides a file, by its key. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["password", ", or in UMBRA_PASSWORD"],
  ["server", ", or in UMBRA_SERVER_URL"],
  ["server_url", ", in UMBRA_SERVER_URL, or give it on standard input: --server-url -"],
]);

function settingsOf({ row, label, values }: TypedFlag, ledger: Ledger): Settings {
  const rule = ruleOf(row);
  if (rule?.kind !== "value" && rule?.kind !== "judged") return {};
  if (row.isSecret || (row.holdsSecret && values.some(row.holdsSecret))) {
    ledger.warn({
      message: `${label} shows a secret to every user of this machine who lists processes`,
      hint: `put it in a file (-c)${ELSEWHERE.get(row.key ?? "") ?? ""}`,
      where: undefined,
    });
  }
  const origin: Origin = { source: "flag", subject: label, place: undefined };
  const raw = row.value === undefined
    ? row.implies ?? true
    : row.isRepeatable
    ? values
    : values.at(-1);
  return applyRule(rule, { raw, origin }, ledger);
}
