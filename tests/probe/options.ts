// The command line of the suite: text -> checked values.

import { parseArgs } from "@std/cli";
import { FAMILIES } from "./families.ts";
import type { SuiteOptions } from "./suite.ts";

export interface Options {
  readonly methods: readonly string[];
  readonly suite: SuiteOptions;
  readonly format: "text" | "markdown";
}

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
  const known = FAMILIES.flatMap(({ methods }) => methods);
  return {
    methods: flags.methods === undefined
      ? all ? known : FAMILIES.map(({ methods }) => methods[0]!)
      : methodsIn(String(flags.methods), known),
    suite: {
      deadlineMs: numberOf("timeout", flags.timeout) * 1000,
      trials: numberOf("trials", flags.trials ?? (all ? 150 : 50)),
      seed: numberOf("seed", flags.seed),
      replayedAfter: all ? REPLAYED_AFTER_SECONDS : [],
      isLoaded: all,
    },
    format: flags.markdown === true ? "markdown" : "text",
  };
}

function methodsIn(text: string, known: readonly string[]): readonly string[] {
  const methods = text.split(",");
  const stranger = methods.find((method) => !known.includes(method));
  if (stranger === undefined) return methods;
  throw new RangeError(`--methods: no such thing as "${stranger}", but ${known.join(", ")}`);
}

function numberOf(flag: string, text: unknown): number {
  const number = Number(text);
  if (number > 0 && number < Infinity) return number;
  throw new RangeError(`--${flag}: "${text}" is not a number above 0`);
}
