// How the program is started: the words of the task `start` in deno.json, so that tests, benches and binaries run it as
// the README's reader does.

import manifest from "../deno.json" with { type: "json" };

/** What follows `deno`, up to and with `main.ts`. */
export function startArguments(): readonly string[] {
  return manifest.tasks.start.split(" ").slice(1);
}

/** The options for V8 among them. */
export function v8Flags(): readonly string[] {
  return startArguments().filter((word) => word.startsWith("--v8-flags="));
}
