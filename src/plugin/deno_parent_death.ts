// A plugin must not outlive us, even when we are killed without a chance to end it. Linux ends a process with its parent
// if the process asks (prctl PR_SET_PDEATHSIG), which util-linux's setpriv does for it. Elsewhere, or where setpriv is
// not installed or BusyBox's, a plugin survives us then; and so does one that is setuid or has capabilities of its own.

const SETPRIV = "setpriv";
const FLAG = "--pdeathsig";

/** What stands before a program and its arguments so that it ends with us; nothing where that cannot be had. */
export async function endingWithUs(): Promise<readonly string[]> {
  if (Deno.build.os !== "linux") return [];
  return await runs([SETPRIV, FLAG, "clear", SETPRIV, "--version"])
    ? [SETPRIV, FLAG, "KILL", "--"]
    : [];
}

async function runs([program, ...args]: readonly [string, ...string[]]): Promise<boolean> {
  try {
    const command = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    return (await command.output()).success;
  } catch {
    return false;
  }
}
