// Tests that need programs which the project cannot bring along: skipped with a printed reason where one is missing,
// except where CI=true, where a missing program is a failure.

/** Whether to skip the tests that need all of `programs`. */
export async function skipWithout(...programs: readonly string[]): Promise<boolean> {
  const missing = await missingOf(programs);
  if (missing.length === 0 || Deno.env.get("CI") === "true") return false;
  console.log(`skipping tests that need ${missing.join(", ")}: not installed`);
  return true;
}

async function missingOf(programs: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const program of programs) if (!await isInstalled(program)) missing.push(program);
  return missing;
}

/** Whether a program is on this machine. */
export async function isInstalled(program: string): Promise<boolean> {
  try {
    await new Deno.Command(program, { args: ["-h"], stdin: "null" }).output();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
