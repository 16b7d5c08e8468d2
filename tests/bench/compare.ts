// `deno task bench`: Umbra beside shadowsocks-libev in one run, as tunnel and server over loopback. CPU figures are
// those of whole processes, which survive a noisy machine better than times do. Exits 1 when something of ours did
// not work, never because it was slow.
//
//   --methods a,b    chacha20-ietf-poly1305
//   --seconds N      of each round, 3
//   --rounds N       of which the median counts, 3
//   --only a,b       start-up, download, upload, connections, keep-alive, idle
//   --json           the results for a program

import { parseArgs } from "@std/cli";
import { isInstalled } from "../support/outside_programs.ts";
import { contest, type Result } from "./contest.ts";
import { idleMemoryTrial } from "./idle_memory.ts";
import { Load } from "./load.ts";
import { connectionsTrial, keepAliveTrial } from "./requests.ts";
import { startUpTrial } from "./start_up.ts";
import { formatTable } from "./table.ts";
import { downloadTrial, uploadTrial } from "./throughput.ts";
import type { Trial } from "./trial.ts";

interface Options {
  readonly methods: readonly string[];
  readonly seconds: number;
  readonly rounds: number;
  /** Empty: all. */
  readonly only: readonly string[];
  readonly json: boolean;
}

function parseOptions(args: readonly string[]): Options {
  const flags = parseArgs(args, {
    string: ["methods", "seconds", "rounds", "only"],
    boolean: ["json"],
    default: { methods: "chacha20-ietf-poly1305", seconds: "3", rounds: "3", only: "" },
    unknown: (argument) => {
      throw new RangeError(`Cannot understand ${argument}`);
    },
  });
  const list = (name: string) => String(flags[name]).split(",").filter((item) => item !== "");
  return {
    methods: list("methods"),
    seconds: Number(flags.seconds),
    rounds: Number(flags.rounds),
    only: list("only"),
    json: flags.json === true,
  };
}

function chooseTrials(load: Load, { seconds, only }: Options): Trial[] {
  const trials = [
    // First, because after some thousand connections the kernel's tables, which tell who listens, are slow to read.
    startUpTrial(),
    downloadTrial(load, seconds),
    uploadTrial(load, seconds),
    connectionsTrial(seconds),
    keepAliveTrial(seconds),
    idleMemoryTrial(load),
  ];
  const unknown = only.find((name) => !trials.some((trial) => trial.name === name));
  if (unknown !== undefined) throw new RangeError(`Cannot measure "${unknown}"`);
  return trials.filter(({ name }) => only.length === 0 || only.includes(name));
}

async function runMethod(method: string, options: Options): Promise<Result[]> {
  await using load = await Load.start();
  const results: Result[] = [];
  for (const trial of chooseTrials(load, options)) {
    console.error(`${method}: ${trial.name} ...`);
    results.push(
      ...await contest(trial, {
        method,
        rounds: options.rounds,
        isInstalled,
        failed: (family, error) => console.error(`error: ${trial.name} of ${family}:`, error),
      }),
    );
  }
  return results;
}

if (import.meta.main) {
  const options = parseOptions(Deno.args);
  const results: Result[] = [];
  for (const method of options.methods) {
    const found = await runMethod(method, options);
    results.push(...found);
    if (!options.json) console.log(`\n${method}\n${formatTable(found)}\n`);
  }
  if (options.json) console.log(JSON.stringify(results, null, 2));
  if (results.some(({ scores }) => scores.umbra === "failed")) Deno.exitCode = 1;
}
