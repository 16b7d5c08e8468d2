// Where a program is, looked for as execvp(3) does, so that one that is missing can be told of before it is started.

import { installHint } from "./known_plugins.ts";
import { PluginError } from "./plugin_error.ts";

/** What execvp(3) takes where PATH is not set. */
const DEFAULT_PATH = "/bin:/usr/bin";

/** Its path; throws a PluginError when there is none. */
export function findProgram(command: string, path = DEFAULT_PATH): string {
  // There names end in one of many ways; Deno finds them.
  if (Deno.build.os === "windows") return command;
  if (command.includes("/")) {
    if (isProgram(command)) return command;
    throw missing(command, "there is no program at this path that may be run");
  }
  const folders = [...new Set(path.split(":"))];
  const found = folders.map((folder) => `${folder || "."}/${command}`).find(isProgram);
  if (found !== undefined) return found;
  throw missing(command, `it was looked for in ${folders.join(", ")}; ${installHint(command)}`);
}

function missing(command: string, hint: string): PluginError {
  return new PluginError("not_started", `cannot find the plugin ${JSON.stringify(command)}`, {
    hint,
  });
}

const EXECUTABLE = 0o111;

function isProgram(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? EXECUTABLE) & EXECUTABLE) !== 0;
  } catch {
    return false;
  }
}
