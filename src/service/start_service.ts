// The composition root: from a checked configuration to a running role, in this isolate or in workers.

import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.ts";
import { portSharing } from "../net/deno_port_sharing.ts";
import type { RunningService } from "./running_service.ts";
import { startHere } from "./start_here.ts";
import { withPlugins } from "./with_plugins.ts";
import { workerCount } from "./worker_count.ts";

export interface ServiceParts {
  readonly logger: Logger;
  /** Starts the program once more in an isolate of its own, where it finds itself to be a worker. */
  readonly openWorker: () => Worker;
}

/** Resolves when every port is bound; rejects with a ServiceError when the service cannot start. */
export async function startService(config: Config, parts: ServiceParts): Promise<RunningService> {
  const { logger } = parts;
  return await withPlugins(config, { logger, start: (config) => startPlanes(config, parts) });
}

async function startPlanes(config: Config, parts: ServiceParts): Promise<RunningService> {
  const { logger } = parts;
  const machine = { cores: navigator.hardwareConcurrency, sharing: portSharing() };
  const count = workerCount(config.workers, machine, logger);
  if (count === 1) return await startHere(config, { logger });
  const { startCrew } = await import("./start_crew.ts");
  return await startCrew(config, { ...parts, count });
}
