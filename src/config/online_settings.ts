// The settings that say where a list of servers is kept (SIP008), and how it is fetched.

import type { Secret } from "./secret.ts";

export interface OnlineSettings {
  onlineUrl: Secret;
  onlineSeconds: number;
  /** Plugins that the list may ask for. */
  onlinePlugins: readonly string[];
  onlineThroughProxy: boolean;
  /** Where what is to outlive the process is kept. */
  stateFolder: string;
}
