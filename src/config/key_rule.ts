// What may be said about one key of a configuration file, or about the flag of the same meaning.

import * as v from "valibot";
import { type Origin, problemWith } from "./origin.ts";
import type { Ledger } from "./ledger.ts";
import { type SettingName, settingOf, type Settings, type SettingValues } from "./settings.ts";
import type { Schema } from "./value_schemas.ts";

export type KeyTable = ReadonlyMap<string, KeyRule>;

export type KeyRule =
  | PlainRule
  /** An object whose keys belong to the same settings: `log`, `security`. */
  | { readonly kind: "section"; readonly keys: KeyTable }
  | ListRule;

/** A list of objects, each with settings of its own. */
export interface ListRule {
  readonly kind: "list";
  readonly setting:
    | "servers"
    | "locals"
    | "services"
    | "listeners"
    | "accessKeys"
    | "upstreams"
    | "rules";
  readonly keys: KeyTable;
  /** Keys that each of them must have, with what helps whoever has left one out. */
  readonly needed?: Readonly<Record<string, string>>;
  /** One of them, for whoever has written something else; where nobody says otherwise, one with the first key. */
  readonly example?: string;
  /** Where an entry without its mistyped or empty key would mean something else, and not just less. */
  readonly refusesUnknown?: true;
}

/** A rule that needs no more than the value. */
export type PlainRule =
  /** The value takes effect. */
  | { readonly kind: "value"; readonly read: (given: Given, ledger: Ledger) => Settings }
  /** The value takes no effect: why, or why we refuse to run with it. */
  | { readonly kind: "judged"; readonly judge: (raw: unknown) => Verdict | undefined };

export interface Given {
  readonly raw: unknown;
  readonly origin: Origin;
  /** Where in the file a part of the value stands. */
  readonly placeOf?: (path: Path) => string;
}

export type Path = readonly (string | number)[];

/** `predicate` completes "fast_open ...". */
export type Verdict =
  | { readonly severity: "warning"; readonly predicate: string; readonly hint?: string | undefined }
  /** `risk`: a failure for whoever types it; a file that runs other programs goes on working, with a warning. */
  | { readonly severity: "failure" | "risk"; readonly predicate: string; readonly hint: string };

/** Past this length a value says no more about what is wrong with it. */
const SHOWN_CHARACTERS = 40;

export function keyTable(rules: Readonly<Record<string, KeyRule>>): KeyTable {
  return new Map(Object.entries(rules));
}

export function section(rules: Readonly<Record<string, KeyRule>>): KeyRule {
  return { kind: "section", keys: keyTable(rules) };
}

/** A value that is taken. `hint` helps whoever has got it wrong; a secret is never shown. */
export function value<K extends SettingName>(
  setting: K,
  schema: Schema<SettingValues[K]>,
  options: { readonly hint: string; readonly isSecret?: true },
): PlainRule {
  const read = ({ raw, origin, placeOf }: Given, ledger: Ledger): Settings => {
    const result = v.safeParse(schema, raw, { abortEarly: true });
    if (result.success) return settingOf(setting, { value: result.output, origin });
    const issue = result.issues[0];
    const path = issue.path?.map((item) => item.key as string | number) ?? [];
    const shown = options.isSecret ? "" : `, not ${show(valueAt(raw, path))}`;
    const place = placeOf?.(path) ?? origin.place;
    ledger.fail(problemWith({ ...origin, place }, issue.message + shown, options.hint));
    return {};
  };
  return { kind: "value", read };
}

/** A key that is understood and changes nothing; said so unless its value asks for nothing anyway. */
export function noEffect(predicate: string, hint?: string): PlainRule {
  return {
    kind: "judged",
    judge: (raw) => asksForNothing(raw) ? undefined : { severity: "warning", predicate, hint },
  };
}

/** A key that we do not honour although its user may count on it. */
export function risky(predicate: string, hint: string): PlainRule {
  return {
    kind: "judged",
    judge: (raw) => asksForNothing(raw) ? undefined : { severity: "risk", predicate, hint },
  };
}

/** A key that asks for what we never do. */
export function refused(predicate: string, hint: string): PlainRule {
  return {
    kind: "judged",
    judge: (raw) => asksForNothing(raw) ? undefined : { severity: "failure", predicate, hint },
  };
}

export function judged(judge: (raw: unknown) => Verdict | undefined): PlainRule {
  return { kind: "judged", judge };
}

/** Carries out a rule; what it has to say goes into the ledger. `null` is as good as not written. */
export function applyRule(rule: PlainRule, given: Given, ledger: Ledger): Settings {
  if (given.raw === null) return {};
  if (rule.kind === "value") return rule.read(given, ledger);
  const verdict = rule.judge(given.raw);
  if (verdict === undefined) return {};
  const { source } = given.origin;
  if (verdict.severity === "failure" || (verdict.severity === "risk" && source === "flag")) {
    ledger.fail(problemWith(given.origin, verdict.predicate, verdict.hint));
  } else {
    ledger.warn(problemWith(given.origin, verdict.predicate, verdict.hint));
  }
  return {};
}

export function asksForNothing(raw: unknown): boolean {
  if (Array.isArray(raw)) return raw.length === 0;
  return raw === false || raw === "" || raw === 0 || raw === "false";
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce(
    (whole, key) =>
      typeof whole === "object" && whole !== null ? Reflect.get(whole, key) as unknown : whole,
    raw,
  );
}

/** A wrong value as an error shows it. A link or a proxy's URL holds a password, so no more than its scheme is shown. */
function show(raw: unknown): string {
  if (Array.isArray(raw)) return raw.length === 0 ? "an empty list" : "a list";
  if (typeof raw === "object" && raw !== null) return "an object";
  if (typeof raw === "string" && raw.includes("://")) {
    const [scheme] = /^[a-z0-9]{1,8}(?=:)/i.exec(raw) ?? [];
    return scheme === undefined ? "a URL" : `${scheme}://...`;
  }
  const text = JSON.stringify(raw) ?? String(raw);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}
