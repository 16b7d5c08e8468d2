// Files and environment variables as the configuration asks for them.

import { type Outside, UnreadableError } from "../config/outside.ts";

export class DenoOutside implements Outside {
  readonly #taken = new Map<string, string | undefined>();

  readFile(path: string): { readonly text: string; readonly mode: number | null } {
    try {
      return { text: Deno.readTextFileSync(path), mode: Deno.statSync(path).mode };
    } catch (cause) {
      throw unreadable(cause);
    }
  }

  takeVariable(name: string): string | undefined {
    if (!this.#taken.has(name)) this.#taken.set(name, take(name));
    return this.#taken.get(name);
  }
}

function take(name: string): string | undefined {
  // Asking without the right would stop at a prompt.
  if (Deno.permissions.querySync({ name: "env", variable: name }).state !== "granted") {
    throw new UnreadableError("may not be read", howToAllow(name));
  }
  const value = Deno.env.get(name);
  // From here on it is in no child's environment and in no report of a crash.
  Deno.env.delete(name);
  return value;
}

/** A compiled program has the rights that it was compiled with, and `--allow-env` replaces those of deno.json. */
function howToAllow(name: string): string {
  const names = new Set(["UMBRA_PASSWORD", name]);
  return `start umbra from source: deno run -P=umbra --allow-env=${
    [...names].join(",")
  } main.ts ...`;
}

function unreadable(cause: unknown): UnreadableError {
  if (cause instanceof Deno.errors.NotFound) {
    return new UnreadableError("does not exist", "check the path", { cause });
  }
  if (cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable) {
    return new UnreadableError("may not be read", "check its owner and mode", { cause });
  }
  const why = cause instanceof Error && cause.name === "IsADirectory" ? " (it is a folder)" : "";
  return new UnreadableError(`cannot be read${why}`, "name a file of settings", { cause });
}
