// Where the configurations of the older programs mean something else than ours: what holds when nobody says otherwise,
// and settings that go by a name which here stands for another thing. What they spell differently is no matter of this
// file: every spelling is known to all (key_table.ts).

import type { Role } from "./default_settings.ts";
import type { Ledger } from "./ledger.ts";
import { problemWith, type Sourced } from "./origin.ts";
import { overlay, type SettingName, type Settings } from "./settings.ts";

export type DialectName = "umbra" | "libev" | "rust" | "python";

export interface DialectRules {
  readonly name: DialectName;
  readonly defaults: Settings;
  readonly meanings: readonly Meaning[];
  /** Where a password may stand besides UMBRA_PASSWORD, for the server that the command line names. */
  readonly passwordVariable: string | undefined;
}

/** One setting that means another thing, or nothing, in the dialect. */
interface Meaning {
  readonly setting: SettingName;
  readonly roles: readonly Role[];
  /** What the value is for, `predicate` being its sense; without one it has no effect: "local_address ...". */
  readonly becomes?: SettingName;
  readonly predicate: string;
}

const PYTHON_IDLE_SECONDS = 300;

export const DIALECT_RULES: Readonly<Record<DialectName, DialectRules>> = {
  umbra: { name: "umbra", defaults: {}, meanings: [], passwordVariable: undefined },
  libev: {
    name: "libev",
    defaults: { aclDialect: byDefault("ACLs of libev", "libev") },
    meanings: [{
      setting: "localAddress",
      roles: ["server"],
      predicate: "is where ss-server connects from, which is not possible on Deno: " +
        "the system's routing picks the outgoing address",
    }],
    passwordVariable: undefined,
  },
  rust: {
    name: "rust",
    defaults: { aclDialect: byDefault("ACLs of rust", "rust") },
    meanings: [{
      setting: "localAddress",
      roles: ["server"],
      predicate: "is not used by ssserver, here neither",
    }],
    passwordVariable: "SS_SERVER_PASSWORD",
  },
  python: {
    name: "python",
    defaults: {
      idleSeconds: byDefault("python's default timeout", PYTHON_IDLE_SECONDS),
      // Retired: whoever has relied on it hears so.
      method: byDefault("python's default method", "aes-256-cfb"),
      mode: byDefault("python's default mode", "tcp_and_udp"),
    },
    meanings: [{
      setting: "timeoutSeconds",
      roles: ["local", "server", "tunnel"],
      becomes: "idleSeconds",
      predicate: "timeout in python's sense",
    }],
    passwordVariable: undefined,
  },
};

export const DIALECT_NAMES: readonly DialectName[] = ["umbra", "libev", "rust", "python"];

/** What was said, in our own sense. */
export function inOurSense(
  said: Settings,
  { rules, role, ledger }: {
    readonly rules: DialectRules;
    readonly role: Role;
    readonly ledger: Ledger;
  },
): Settings {
  const settings = rules.meanings
    .filter(({ roles }) => roles.includes(role))
    .reduce((rest, meaning) => translate(rest, meaning, ledger), said);
  return overlay(rules.defaults, settings);
}

function translate(said: Settings, meaning: Meaning, ledger: Ledger): Settings {
  const { setting, becomes, predicate } = meaning;
  const { [setting]: given, ...rest } = said;
  if (given === undefined) return said;
  if (becomes === undefined) {
    ledger.warn(problemWith(given.origin, predicate));
    return rest;
  }
  // What goes by our own name stays.
  const origin = { ...given.origin, sense: predicate };
  return overlay({ [becomes]: { value: given.value, origin } }, rest);
}

function byDefault<const T>(subject: string, value: T): Sourced<T> {
  return {
    value,
    origin: { source: "default", subject, place: undefined },
  };
}
