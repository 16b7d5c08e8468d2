// `umbra server` with a configuration file, which is where users and destinations are named.

import type { ListeningProcess } from "./running_process.ts";
import { TemporaryFile } from "./temporary_file.ts";
import { startUmbra } from "./umbra_process.ts";

export async function startConfigured(
  config: Readonly<Record<string, unknown>>,
  ...flags: readonly string[]
): Promise<ListeningProcess> {
  // Once it listens it has read it.
  await using file = await TemporaryFile.holding(new TextEncoder().encode(JSON.stringify(config)));
  return await startUmbra(["server", "-c", file.path, ...flags]);
}
