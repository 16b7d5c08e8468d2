// The command line of the suite: text -> checked values.

import { parseArgs } from "@std/cli";
import { type Choice, CHOICES, FAMILIES } from "./families.ts";
import type { SuiteOptions } from "./suite.ts";

export interface Options {
  readonly choices: readonly Choice[];
  readonly suite: SuiteOptions;
  readonly format: "text" | "markdown";
}

/** Enough for a machine that is busy now and then. */
const ATTEMPTS = 6;
/** Beyond what a timestamp may be off, and beyond what salts are remembered for (SIP022). */
const REPLAYED_AFTER_SECONDS = [31, 61];

/** Throws a RangeError that says what is wrong. */
export function parseOptions(args: readonly string[]): Options {
  const flags = parseArgs(args, {
    string: ["methods", "timeout", "trials", "seed"],
    boolean: ["all", "markdown"],
    default: { timeout: "1", seed: "1" },
    unknown: (argument) => {
      throw new RangeError(`Cannot understand ${argument}`);
    },
  });
  const all = flags.all === true;
  return {
    choices: flags.methods === undefined
      ? all ? CHOICES : FAMILIES.map((family) => ({ family, method: family.methods[0]! }))
      : choicesIn(String(flags.methods)),
    suite: {
      deadlineMs: numberOf("timeout", flags.timeout) * 1000,
      trials: numberOf("trials", flags.trials ?? (all ? 150 : 50)),
      attempts: ATTEMPTS,
      seed: numberOf("seed", flags.seed),
      replayedAfter: all ? REPLAYED_AFTER_SECONDS : [],
      isLoaded: all,
    },
    format: flags.markdown === true ? "markdown" : "text",
  };
}

/** Whoever speaks them. */
function choicesIn(text: string): readonly Choice[] {
  const methods = text.split(",");
  const known = [...new Set(CHOICES.map(({ method }) => method))];
  const stranger = methods.find((method) => !known.includes(method));
  if (stranger === undefined) return CHOICES.filter(({ method }) => methods.includes(method));
  throw new RangeError(`--methods: no such thing as "${stranger}", but ${known.join(", ")}`);
}

function numberOf(flag: string, text: unknown): number {
  const number = Number(text);
  if (number > 0 && number < Infinity) return number;
  throw new RangeError(`--${flag}: "${text}" is not a number above 0`);
}
