// A file that a command was asked to write. What is there already stays, unless it may be replaced.

import { FileStore } from "../state/file_store.ts";
import { type CommandLine, countOf } from "./parse_flags.ts";
import { ServiceError } from "../service/service_error.ts";
import { UsageError } from "./usage_error.ts";

/** Rejects with a UsageError or a ServiceError. */
export async function writeNewFile(
  path: string,
  content: Uint8Array,
  line: CommandLine,
): Promise<void> {
  const file = new FileStore(path);
  try {
    await (countOf(line, "force") > 0 ? file.replace(content) : file.create(content));
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) {
      throw new UsageError(`${path} is there already`, "--force replaces it");
    }
    throw new ServiceError(`cannot write ${path}`, "check the folder and its rights", { cause });
  }
}
