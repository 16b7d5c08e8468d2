// What a plugin gets of our environment: what programs need to run at all, and nothing that is meant for us, such as a
// password.

const PASSED_ON: readonly string[] = ["PATH", "HOME", "TMPDIR", "SystemRoot", "TEMP"];

export function passedOnEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => {
    const value = mayRead(name) ? Deno.env.get(name) : undefined;
    return value === undefined ? [] : [[name, value]];
  }));
}

/** Asks without asking the person. */
function mayRead(variable: string): boolean {
  return Deno.permissions.querySync({ name: "env", variable }).state === "granted";
}
