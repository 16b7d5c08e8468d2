// How many connections and associations may be open at once, so that descriptors never run out: running out stops
// accepting at best.

import type { Config } from "../config/config.ts";
import { carriesUdp, modesOf } from "../config/mode.ts";

export interface OpenCaps {
  readonly connections: number;
  /** 0 where no UDP is carried. */
  readonly associations: number;
}

export interface CapOptions {
  /** The process's limit; `undefined` when it is not known. */
  readonly descriptors: number | undefined;
  readonly workers: number;
}

/** Without a limit, or a known one: what the usual limit of 8,192 to 10,240 descriptors allows. */
const UNKNOWN_LIMIT_CAP = 4000;
const UNKNOWN_LIMIT_ASSOCIATIONS = 1024;
/** Each relayed connection has two sockets. */
const SOCKETS = 2;
/** The rest is for listeners, resolvers and dials that race. */
const SHARE = 0.9;
/** What associations may take of it at most. */
const ASSOCIATIONS_SHARE = 0.25;
/** What the program has open before the first connection. */
const OWN_DESCRIPTORS = 32;
/** What each worker beyond the first adds: an event loop, a listener, the channel to the main isolate. */
const WORKER_DESCRIPTORS = 8;

export function openCaps(config: Config, options: CapOptions): OpenCaps {
  const asked = modesOf(config).some(carriesUdp) ? config.udp.maxAssociations : 0;
  const { connections, associations } = capsFor(asked * socketsOfAssociation(config), options);
  return {
    connections: config.maxConnections ?? connections,
    associations: Math.ceil(associations / socketsOfAssociation(config)),
  };
}

/** A local has the port that its client sends to as well. */
function socketsOfAssociation({ role }: Config): number {
  return role === "local" ? 2 : 1;
}

/** `packetSockets`: how many sockets associations would like to have. */
function capsFor(packetSockets: number, { descriptors, workers }: CapOptions): OpenCaps {
  if (descriptors === undefined || !Number.isSafeInteger(descriptors)) {
    return {
      connections: UNKNOWN_LIMIT_CAP,
      associations: Math.min(packetSockets, UNKNOWN_LIMIT_ASSOCIATIONS),
    };
  }
  const own = OWN_DESCRIPTORS + (workers - 1) * WORKER_DESCRIPTORS;
  const free = Math.max(0, descriptors - own) * SHARE;
  const associations = Math.min(packetSockets, Math.ceil(free * ASSOCIATIONS_SHARE));
  return {
    connections: Math.max(1, Math.floor((free - associations) / SOCKETS)),
    associations,
  };
}
