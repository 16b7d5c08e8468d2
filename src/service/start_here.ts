// Both planes in the isolate that calls: the default, and all that a demo or a test needs.

import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.ts";
import { DenoClock } from "../net/deno_clock.ts";
import { openControlPlane } from "./control_plane.ts";
import { startDataPlane } from "./data_plane.ts";
import type { RunningService } from "./running_service.ts";

/** Resolves when every port is bound; rejects with a ServiceError when the service cannot start. */
export async function startHere(
  config: Config,
  { logger }: { readonly logger: Logger },
): Promise<RunningService> {
  const clock = new DenoClock();
  const control = openControlPlane(config, { logger, clock });
  const end = () => {
    control.close();
    clock[Symbol.dispose]();
  };
  try {
    const plane = await startDataPlane(config, { control, clock });
    return { ...plane, close: () => plane.close().finally(end) };
  } catch (error) {
    end();
    throw error;
  }
}
