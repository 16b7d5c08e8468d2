// What a trial of an upstream asks for where nobody says otherwise. These addresses are there to be asked by strangers at
// any time: every phone, laptop and browser does so when it comes to a network, over plain HTTP, and the answer is a few
// bytes from whichever of the operator's machines is near. So a request to one of them is nothing special at the
// upstream's exit, and no four of them are down at once.

import type { HostPort } from "../net/address.ts";
import type { HealthTarget } from "./routing.ts";

export const DEFAULT_HEALTH_TARGETS: readonly HealthTarget[] = [
  { address: { host: "connectivitycheck.gstatic.com", port: 80 }, path: "/generate_204" },
  { address: { host: "detectportal.firefox.com", port: 80 }, path: "/success.txt" },
  { address: { host: "captive.apple.com", port: 80 }, path: "/hotspot-detect.html" },
  { address: { host: "www.msftconnecttest.com", port: 80 }, path: "/connecttest.txt" },
];

/** Open resolvers, for upstreams that carry packets alone. */
export const HEALTH_NAME_SERVERS: readonly HostPort[] = [
  { host: "1.1.1.1", port: 53 },
  { host: "8.8.8.8", port: 53 },
  { host: "9.9.9.9", port: 53 },
];
