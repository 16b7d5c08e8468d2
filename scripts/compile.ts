// `deno task compile [--target TRIPLE]`: one self-contained binary per platform, dist/umbra-TRIPLE. Its permissions are
// those of `permissions.umbra` in deno.json, listed there once. Exits 1 when a binary is missing at the end.

import { parseArgs } from "@std/cli";
import manifest from "../deno.json" with { type: "json" };
import { permissionFlags, type PermissionSet } from "./permission_flags.ts";
import { v8Flags } from "./start_arguments.ts";

const PROJECT = new URL("../", import.meta.url);

/** What `deno compile` can build for. */
export const TARGETS: readonly string[] = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

const RUNTIME_HINT =
  "hint: run this where Deno's release downloads can be reached, or set DENORT_BIN " +
  `to a runtime of Deno ${Deno.version.deno} at hand (denort) and name its platform with --target`;

export interface CompilePlan {
  readonly target: string;
  readonly permissions: PermissionSet;
  /** Names of Deno's unstable features. */
  readonly unstable: readonly string[];
}

export function compileArguments({ target, permissions, unstable }: CompilePlan): string[] {
  return [
    "compile",
    "--quiet",
    "--frozen",
    // The gate has checked the types.
    "--no-check",
    // A daemon has nobody to ask.
    "--no-prompt",
    ...v8Flags(),
    ...unstable.map((feature) => `--unstable-${feature}`),
    ...permissionFlags(permissions),
    "--target",
    target,
    "--output",
    binaryPath(target),
    "main.ts",
  ];
}

/** Counts from the project folder. */
export function binaryPath(target: string): string {
  return `dist/umbra-${target}${target.includes("windows") ? ".exe" : ""}`;
}

/**
 * The targets to build, from `--target` and DENORT_BIN; a runtime at hand is the runtime of one platform only.
 * Throws a RangeError for a target that does not exist.
 */
export function chooseTargets(
  target: string | undefined,
  denortBin: string | undefined,
): readonly string[] {
  if (target === undefined) return denortBin === undefined ? TARGETS : [Deno.build.target];
  if (TARGETS.includes(target)) return [target];
  throw new RangeError(`Cannot compile for ${target}: the targets are ${TARGETS.join(", ")}`);
}

/** Whether `deno compile` failed for want of Deno's runtime archive, which it calls denort. */
export function lacksRuntime(stderr: string): boolean {
  return stderr.includes("denort");
}

type Outcome = "built" | "failed" | "no runtime";

/** Builds one binary and says what came of it. */
async function compile(target: string): Promise<Outcome> {
  const { permissions, unstable } = manifest;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: compileArguments({ target, permissions: permissions.umbra, unstable }),
    cwd: PROJECT,
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return tell("built", binaryPath(target));
  const words = new TextDecoder().decode(stderr).trimEnd();
  const failure = `error: cannot build ${binaryPath(target)}`;
  if (!lacksRuntime(words)) return tell("failed", `${words}\n${failure}`);
  return tell(
    "no runtime",
    `${failure}: Deno's runtime archive for it is not here and cannot be had`,
  );
}

function tell(outcome: Outcome, words: string): Outcome {
  if (outcome === "built") console.log(words);
  else console.error(words);
  return outcome;
}

/** The exit code. */
async function main(args: readonly string[]): Promise<number> {
  const { target } = parseArgs(args, { string: ["target"], unknown: refuse });
  const outcomes = new Set<Outcome>();
  for (const chosen of chooseTargets(target as string | undefined, Deno.env.get("DENORT_BIN"))) {
    outcomes.add(await compile(chosen));
  }
  if (outcomes.has("no runtime")) console.error(RUNTIME_HINT);
  return outcomes.size === 1 && outcomes.has("built") ? 0 : 1;
}

function refuse(argument: string): never {
  throw new RangeError(`Cannot understand ${argument}: the only option is --target TRIPLE`);
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exitCode = 2;
  }
}
