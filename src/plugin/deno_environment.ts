// What a plugin gets of our environment: what programs need to run at all, and nothing that is meant for us, such as a
// password.

import { grantedVariable } from "../net/deno_variable.ts";

const PASSED_ON: readonly string[] = ["PATH", "HOME", "TMPDIR", "SystemRoot", "TEMP"];

export function passedOnEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => {
    const value = grantedVariable(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
