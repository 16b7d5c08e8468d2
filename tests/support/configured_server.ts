// A role with a configuration file, which is where users, upstreams and rules are named.

import type { ListeningProcess } from "./running_process.ts";
import { TemporaryFile } from "./temporary_file.ts";
import { startUmbra } from "./umbra_process.ts";

export type FileConfig = Readonly<Record<string, unknown>>;

export function startConfigured(
  config: FileConfig,
  ...flags: readonly string[]
): Promise<ListeningProcess> {
  return startConfiguredRole("server", config, ...flags);
}

export async function startConfiguredRole(
  role: "local" | "server" | "tunnel",
  config: FileConfig,
  ...flags: readonly string[]
): Promise<ListeningProcess> {
  // Once it listens it has read it.
  await using file = await TemporaryFile.holding(new TextEncoder().encode(JSON.stringify(config)));
  return await startUmbra([role, "-c", file.path, ...flags]);
}
