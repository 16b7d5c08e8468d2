// What a server's settings say that its link cannot carry: whoever takes the link has to be told by other means.

import type { Ledger } from "./ledger.ts";
import { problemWith } from "./origin.ts";
import { entriesOf, type SettingName, type Settings } from "./settings.ts";

export type LinkForm = "sip002" | "legacy";

const NO_PLACE = "has no place in a link: the other end does not get it";

/** Of whoever reaches the server, and of the server itself where clients have to know of it. */
const LOST: Partial<Record<SettingName, string>> = {
  mode: NO_PLACE,
  through: NO_PLACE,
  destinations: "are no part of a link: clients name their way with their password",
  weight: NO_PLACE,
  tcpWeight: NO_PLACE,
  udpWeight: NO_PLACE,
  timeoutSeconds: NO_PLACE,
  pluginArgs: NO_PLACE,
  pluginMode: NO_PLACE,
  clockTolerant: NO_PLACE,
};

const LOST_BY_FORM: Readonly<Record<LinkForm, Partial<Record<SettingName, string>>>> = {
  sip002: { saltPrefix: "is in the link, but only Outline's clients and umbra read it there" },
  legacy: {
    plugin: "has no place in a link of the older form",
    saltPrefix: "has no place in a link of the older form",
  },
};

/** Told of as warnings. */
export function tellLosses(said: Settings, form: LinkForm, ledger: Ledger): void {
  const lost = { ...LOST, ...LOST_BY_FORM[form] };
  for (const part of [said, ...(said.servers?.value ?? [])]) {
    for (const [name, predicate] of entriesOf(lost)) {
      const sourced = part[name];
      if (sourced === undefined || sourced.value === "") continue;
      ledger.warn(problemWith(sourced.origin, predicate));
    }
  }
}
