// All that is measured, in the order in which it is.

import { associationMemoryTrial } from "./association_memory.ts";
import { idleMemoryTrial } from "./idle_memory.ts";
import { latencyTrial } from "./latency.ts";
import type { Load } from "./load.ts";
import { packetsTrial } from "./packets.ts";
import { connectionsTrial, keepAliveTrial } from "./requests.ts";
import { startUpTrial } from "./start_up.ts";
import { downloadTrial, uploadTrial } from "./throughput.ts";
import type { Trial } from "./trial.ts";

/** For `--only`. Start-up is first: after thousands of connections the tables that tell who listens are slow to read. */
export const TRIAL_NAMES = [
  "start-up",
  "download",
  "upload",
  "latency",
  "connections",
  "keep-alive",
  "idle",
  "udp",
  "associations",
] as const;
export type TrialName = typeof TRIAL_NAMES[number];

export interface TrialOptions {
  /** Of each round. */
  readonly seconds: number;
  readonly idleConnections: number;
}

export function trialOf(
  name: TrialName,
  load: Load,
  { seconds, idleConnections }: TrialOptions,
): Trial {
  switch (name) {
    case "start-up":
      return startUpTrial();
    case "download":
      return downloadTrial(load, seconds);
    case "upload":
      return uploadTrial(load, seconds);
    case "latency":
      return latencyTrial(load, seconds);
    case "connections":
      return connectionsTrial(seconds);
    case "keep-alive":
      return keepAliveTrial(seconds);
    case "idle":
      return idleMemoryTrial(load, idleConnections);
    case "udp":
      return packetsTrial(load, seconds);
    case "associations":
      return associationMemoryTrial(load);
  }
}
