// The command line in getopt's dialect -> one word per flag, `--name=value`, under the name that was typed.
//
// The programs of the family read `-kword`, `-k -word` and `-vp8388` as getopt does. A general parser, which knows of
// no flag that it takes a value, has to guess at these, and guesses wrong: parts of a password would become flags, and
// `--insecure false` would switch on what it says it switches off. A switch is spelled `--name=true`.

import { nearest } from "../config/nearest.ts";
import { dashed, type FlagRow, namesOf } from "./flag_row.ts";
import { UsageError } from "./usage_error.ts";

export interface KnownFlags {
  readonly rows: readonly FlagRow[];
  /** Known, but not here. */
  readonly elsewhere: readonly FlagRow[];
}

/** Throws a UsageError, which never shows a value: it may be a secret. */
export function spellOut(words: readonly string[], known: KnownFlags): string[] {
  return new Speller(words, known).spellAll();
}

/** It says how all other words are meant. */
const COMPAT_PLACE = "it stands right after the command: umbra local --compat rust ...";

class Speller {
  readonly #rows: ReadonlyMap<string, FlagRow>;
  readonly #elsewhere: readonly FlagRow[];
  readonly #words: string[];
  readonly #spelled: string[] = [];

  constructor(words: readonly string[], { rows, elsewhere }: KnownFlags) {
    this.#words = [...words];
    this.#elsewhere = elsewhere;
    this.#rows = new Map(rows.flatMap((row) => namesOf(row).map((name) => [name, row])));
  }

  spellAll(): string[] {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word === "--") this.#spelled.push(word, ...this.#words.splice(0));
      else if (word.startsWith("--")) this.#spellLong(word.slice(2));
      else if (word.startsWith("-") && word !== "-") this.#spellShorts(word.slice(1));
      else this.#spelled.push(word);
    }
    return this.#spelled;
  }

  /** `name`, `name value`, `name=value` */
  #spellLong(word: string): void {
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    const row = this.#rowOf(name);
    if (equals < 0) return this.#spell(name, row, undefined);
    if (row.value === undefined) {
      throw new UsageError(`${dashed(name)} takes no value`, `write ${dashed(name)} alone`);
    }
    this.#spell(name, row, word.slice(equals + 1));
  }

  /** `v`, `vp8388`, `p8388`, `p=8388` */
  #spellShorts(letters: string): void {
    const name = letters.slice(0, 1);
    const rest = letters.slice(1);
    const row = this.#rowOf(name);
    if (row.value === undefined) {
      this.#spell(name, row, undefined);
      if (rest !== "") this.#spellShorts(rest);
    } else {
      this.#spell(name, row, rest === "" ? undefined : rest.replace(/^=/, ""));
    }
  }

  #spell(name: string, row: FlagRow, joined: string | undefined): void {
    const standsAlone = row.value === undefined || row.isOptional;
    const value = joined ?? (standsAlone ? "true" : this.#words.shift());
    if (value === undefined) {
      throw new UsageError(`${dashed(name)} needs a value`, `${dashed(name)} ${row.value}`);
    }
    this.#spelled.push(`--${name}=${value}`);
  }

  #rowOf(name: string): FlagRow {
    const row = this.#rows.get(name);
    if (row === undefined) {
      throw new UsageError(`unknown flag ${dashed(name)}`, this.#hintFor(name));
    }
    return row;
  }

  #hintFor(name: string): string {
    if (name === "compat") return COMPAT_PLACE;
    const elsewhere = this.#elsewhere.find((row) => namesOf(row).includes(name));
    if (elsewhere !== undefined) return `it belongs to "umbra ${elsewhere.commands[0]}"`;
    const meant = name.length === 1 ? undefined : nearest(name, [...this.#rows.keys()]);
    return meant === undefined ? "--help lists the flags" : `did you mean ${dashed(meant)}?`;
  }
}
