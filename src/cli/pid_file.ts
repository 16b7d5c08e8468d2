// The file that says which process runs: written once it listens, removed when it ends.

import { ServiceError } from "../service/service_error.ts";

export function writePidFile(path: string | undefined): Disposable {
  if (path === undefined) return { [Symbol.dispose]: () => {} };
  try {
    Deno.writeTextFileSync(path, `${Deno.pid}\n`);
  } catch (cause) {
    throw new ServiceError(
      `cannot write the pid file ${path}`,
      "check the folder and its rights, or leave out --pid-file",
      { cause },
    );
  }
  return { [Symbol.dispose]: () => removeOwn(path) };
}

/** Another process may have taken the file over, or somebody removed it. */
function removeOwn(path: string): void {
  try {
    if (Deno.readTextFileSync(path).trim() === String(Deno.pid)) Deno.removeSync(path);
  } catch {
    // We are ending: there is nothing left that this could harm.
  }
}
