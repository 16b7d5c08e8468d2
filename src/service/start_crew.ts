// The service in several workers: this isolate keeps the control plane, and each worker gets its share of the rest.

import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.ts";
import type { HostPort } from "../net/address.ts";
import { BufferPool } from "../net/buffer_pool.ts";
import { DenoClock } from "../net/deno_clock.ts";
import { descriptorLimit } from "../net/deno_descriptor_limit.ts";
import { listenAddresses, shareOf } from "./config_share.ts";
import { openControlPlane } from "./control_plane.ts";
import { OnceLog } from "./once_log.ts";
import { openCaps } from "./open_caps.ts";
import { openListeners } from "./open_listener.ts";
import type { RunningService } from "./running_service.ts";
import { WorkerCrew } from "./worker_crew.ts";
import { WorkerMember, type WorkerPort } from "./worker_member.ts";

export interface CrewOptions {
  readonly logger: Logger;
  readonly openWorker: () => WorkerPort;
  /** How many workers; fewer when fewer connections than that are allowed. */
  readonly count: number;
}

/** Resolves when all of them listen; rejects with a ServiceError when one cannot. */
export async function startCrew(config: Config, options: CrewOptions): Promise<RunningService> {
  const clock = new DenoClock();
  const control = openControlPlane(config, { logger: options.logger, clock });
  const end = () => {
    control.close();
    clock[Symbol.dispose]();
  };
  try {
    const addresses = reservePorts(config);
    const caps = openCaps(config, { descriptors: descriptorLimit(), workers: options.count });
    const parts = Math.min(options.count, caps.connections);
    const startLog = new OnceLog(control.log);
    let current = config;
    const share = (index: number) => shareOf(current, { addresses, caps, parts, index });
    const hire = (number: number, index: number) => {
      const worker = options.openWorker();
      return new WorkerMember(worker, { number, config: share(index), control, clock, startLog });
    };
    const crew = new WorkerCrew({ hire, clock, log: control.log });
    const engines = await crew.start(parts);
    return {
      addresses,
      engines,
      workers: parts,
      redirect: (config) => {
        current = config;
        crew.redirect(share);
        return Promise.resolve();
      },
      drain: () => crew.drain(),
      close: () => crew.close().finally(end),
    };
  } catch (error) {
    end();
    throw error;
  }
}

/**
 * Listens for a moment as the only one, which tells when a port is in use: those who share a port are never told. Where
 * 0 is asked for, the system picks the port that all shall have.
 */
function reservePorts(config: Config): readonly HostPort[] {
  const listeners = openListeners(listenAddresses(config), {
    buffers: new BufferPool(),
    tcp: config,
    // Then others are welcome.
    reusePort: config.reusePort,
  });
  for (const listener of listeners) listener.close();
  return listeners.map(({ address }) => address);
}
