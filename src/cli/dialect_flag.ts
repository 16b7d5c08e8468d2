// A flag of another program as its table has it, and what it becomes here: a row like those of our own table, with the
// value, the help and the secrecy of the flag of ours that speaks for the same key.

import type { Role } from "../config/default_settings.ts";
import { type FlagRow, isForeign, namesOf } from "./flag_row.ts";
import { FLAG_TABLE, flagsOf } from "./flag_table.ts";

export interface DialectFlag extends Omit<Partial<FlagRow>, "short" | "aliases" | "commands"> {
  /** As they are typed: "-s, --server-addr". */
  readonly names: string;
  /** The programs that know it, by what they are; where nobody says, all. */
  readonly roles?: readonly Role[];
  /** It has no value there, whatever ours has. */
  readonly isSwitch?: true;
}

export interface ProgramFlags {
  readonly own: readonly FlagRow[];
  /** Ours, where the program has no flag of that name; short names are the program's alone. */
  readonly added: readonly FlagRow[];
}

export const CLIENTS: readonly Role[] = ["local", "tunnel"];
export const SERVER: readonly Role[] = ["server"];

export function programFlags(flags: readonly DialectFlag[], role: Role): ProgramFlags {
  const own = flags
    .filter(({ roles }) => roles === undefined || roles.includes(role))
    .map((flag) => rowOf(flag, role));
  const taken = new Set(own.flatMap(namesOf));
  const added = flagsOf(role)
    .filter((row) => !taken.has(row.long) && !isForeign(row))
    .map(withOneName);
  return { own, added };
}

function rowOf({ names, roles: _, isSwitch, ...own }: DialectFlag, role: Role): FlagRow {
  const typed = names.split(", ").map((name) => name.replace(/^--?/, ""));
  const [long = "", ...aliases] = typed.filter((name) => name.length > 1);
  const letter = typed.find((name) => name.length === 1);
  // Some have a letter only.
  const spelled = long === ""
    ? { long: letter ?? "", aliases }
    : { long, aliases, ...(letter !== undefined && { short: letter }) };
  const { value, ...rest } = { help: "", ...likeOurs(own, role), ...own };
  const takesValue = value !== undefined && !isSwitch;
  return { ...rest, ...(takesValue && { value }), ...spelled, commands: [role] };
}

/** What our flag for the same key is like. */
function likeOurs(
  { key, implies }: Pick<DialectFlag, "key" | "implies">,
  role: Role,
): Partial<FlagRow> {
  const isOurs = (row: FlagRow) => row.key === key && row.implies === implies;
  // Some of theirs are known to more of their programs than of ours.
  const ours = key && (flagsOf(role).find(isOurs) ?? FLAG_TABLE.find(isOurs));
  return ours ? withOneName(ours) : {};
}

function withOneName({ short: _, aliases: __, ...row }: FlagRow): FlagRow {
  return row;
}
