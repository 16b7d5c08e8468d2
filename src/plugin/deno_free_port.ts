// A port of loopback that nobody uses, for two programs to meet at: it has to be known before either of them listens.

import type { HostPort } from "../net/address.ts";

/** Below those from which systems pick for whoever connects: they cannot give one away before it is listened on. */
const [LOWEST, HIGHEST] = [12_000, 31_999];
const TRIES = 1000;
const LOOPBACK = "127.0.0.1";

/** Throws when no such port is left. `random`: from 0 on, below 1. */
export function freePort(random: () => number): HostPort {
  for (let tries = TRIES; tries > 0; tries--) {
    const port = LOWEST + Math.floor(random() * (HIGHEST - LOWEST + 1));
    if (isFree(port)) return { host: LOOPBACK, port };
  }
  throw new Error(`Cannot find a free port between ${LOWEST} and ${HIGHEST}`);
}

/** For connections, and for packets where they can be asked about. */
export function isFree(port: number): boolean {
  const address = { hostname: LOOPBACK, port };
  try {
    Deno.listen(address).close();
    if (typeof Deno.listenDatagram === "function") {
      Deno.listenDatagram({ ...address, transport: "udp" }).close();
    }
    return true;
  } catch {
    return false;
  }
}
