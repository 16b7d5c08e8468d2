// What one flag of the command line is: its names, where it is known, and which configuration key it speaks for. How
// its value is read, and whether it takes effect at all, is said by that key (config/key_table.ts).

import type { KeyRule, PlainRule } from "../config/key_rule.ts";
import { TOP_LEVEL_KEYS } from "../config/key_table.ts";

export type CommandName =
  | "local"
  | "server"
  | "tunnel"
  | "demo"
  | "genkey"
  | "url"
  | "share"
  | "import"
  | "check"
  | "convert"
  | "completions";

/** The commands that take everything a configuration can say. */
export const ROLE_COMMANDS: readonly CommandName[] = ["local", "server", "tunnel", "check"];

/** Those that take what is for clients. */
export const CLIENT_COMMANDS: readonly CommandName[] = ["local", "tunnel", "check"];

export interface FlagRow {
  readonly long: string;
  readonly short?: string;
  /** Other spellings in the family. */
  readonly aliases?: readonly string[];
  readonly commands: readonly CommandName[];
  /** The configuration key that the flag speaks for; without one, the command itself knows what to do with it. */
  readonly key?: string;
  /** What is to be said of it where there is no such key. */
  readonly rule?: PlainRule;
  /** How the help calls the value; a flag without one is a switch. */
  readonly value?: string;
  /** The value may be left out; it then has to be joined by `=`. */
  readonly isOptional?: true;
  /** Each further use adds a value. */
  readonly isRepeatable?: true;
  /** What a switch says to its key, if not "true". */
  readonly implies?: string;
  /** Its value is a secret, which everybody can see who can list processes. */
  readonly isSecret?: true;
  /** Whether such a value holds one. */
  readonly holdsSecret?: (value: string) => boolean;
  /** What a shell can complete the value with. */
  readonly completion?: "file" | readonly string[];
  readonly help: string;
}

/** `-p`, `--server-port`: as a name is typed. */
export function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

export function namesOf({ long, short, aliases = [] }: FlagRow): readonly string[] {
  return [long, ...(short === undefined ? [] : [short]), ...aliases];
}

/** What the flag's configuration key says about it. */
export function ruleOf({ rule, key }: FlagRow): KeyRule | undefined {
  return rule ?? (key === undefined ? undefined : TOP_LEVEL_KEYS.get(key));
}

/** Known for the sake of other programs' command lines only: it is refused, or has no effect here. */
export function isForeign(row: FlagRow): boolean {
  return ruleOf(row)?.kind === "judged";
}
