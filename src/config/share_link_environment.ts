// Links from the environment: UMBRA_SERVER_URL, where nobody sees them who lists processes.

import { applyRule } from "./key_rule.ts";
import type { Ledger } from "./ledger.ts";
import type { Origin } from "./origin.ts";
import { type Outside, UnreadableError } from "./outside.ts";
import type { Settings } from "./settings.ts";
import { SERVER_URL_RULE } from "./share_link_keys.ts";

const ORIGIN: Origin = { source: "environment", subject: "UMBRA_SERVER_URL", place: undefined };

/** Several stand apart by white space. */
export function linksFromEnvironment(outside: Outside, ledger: Ledger): Settings {
  const links = take(outside)?.split(/\s+/).filter((link) => link !== "") ?? [];
  return links.length === 0
    ? {}
    : applyRule(SERVER_URL_RULE, { raw: links, origin: ORIGIN }, ledger);
}

/** Whoever has not let us look there has put nothing there for us. */
function take(outside: Outside): string | undefined {
  try {
    return outside.takeVariable(ORIGIN.subject);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return undefined;
  }
}
