// The command line of the bench: text -> checked values.

import { parseArgs } from "@std/cli";
import { METHOD_2017_NAMES, METHOD_2022_NAMES } from "../../src/crypto/method_table.ts";
import { type Peer, PEERS } from "./peer_table.ts";
import { TRIAL_NAMES, type TrialName } from "./trials.ts";
import { ENGINE_CHOICES, type EngineChoice } from "./umbra_contestant.ts";

export interface Options {
  readonly methods: readonly string[];
  readonly engines: readonly EngineChoice[];
  readonly peers: readonly Peer[];
  readonly only: readonly TrialName[];
  readonly seconds: number;
  readonly rounds: number;
  readonly idleConnections: number;
  readonly format: "text" | "markdown" | "json";
}

const LISTS = ["methods", "engines", "peers", "only"] as const;
const NUMBERS = ["seconds", "rounds", "idle"] as const;

/** Throws a RangeError that says what is wrong. */
export function parseOptions(args: readonly string[]): Options {
  const flags = parseArgs(args, {
    string: [...LISTS, ...NUMBERS],
    boolean: ["json", "markdown"],
    default: {
      methods: "aes-256-gcm,chacha20-ietf-poly1305",
      ...{ seconds: "2", rounds: "3", idle: "4000" },
    },
    unknown: (argument) => {
      throw new RangeError(`Cannot understand ${argument}`);
    },
  });
  const list = <T extends string>(flag: typeof LISTS[number], known: readonly T[]) =>
    listOf(flag, { text: flags[flag], known });
  const number = (flag: typeof NUMBERS[number]) => numberOf(flag, flags[flag]);
  const peers = list("peers", PEERS.map(({ name }) => name));
  return {
    methods: list("methods", [...METHOD_2017_NAMES, ...METHOD_2022_NAMES]),
    engines: list("engines", ENGINE_CHOICES),
    peers: PEERS.filter(({ name }) => peers.includes(name)),
    only: list("only", TRIAL_NAMES),
    seconds: number("seconds"),
    rounds: number("rounds"),
    idleConnections: number("idle"),
    format: flags.json === true ? "json" : flags.markdown === true ? "markdown" : "text",
  };
}

/** All that are known when the flag is not there; empty when it is empty. */
function listOf<T extends string>(
  flag: string,
  { text, known }: { readonly text: unknown; readonly known: readonly T[] },
): readonly T[] {
  if (text === undefined) return known;
  const words = String(text).split(",").filter((word) => word !== "");
  const stranger = words.find((word) => !known.some((name) => name === word));
  if (stranger !== undefined) {
    throw new RangeError(`--${flag}: no such thing as "${stranger}", but ${known.join(", ")}`);
  }
  return known.filter((name) => words.includes(name));
}

function numberOf(flag: string, text: unknown): number {
  const number = Number(text);
  if (!(number > 0) || number === Infinity) {
    throw new RangeError(`--${flag}: "${text}" is not a number above 0`);
  }
  return number;
}
