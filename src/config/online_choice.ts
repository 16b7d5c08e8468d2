// Where the list of servers is kept, and how it is fetched.

import type { Ledger } from "./ledger.ts";
import { DEFAULT_ORIGIN } from "./origin.ts";
import type { Secret } from "./secret.ts";
import type { Settings } from "./settings.ts";

export interface OnlineConfig {
  readonly url: Secret;
  /** Between two fetches, on average. */
  readonly intervalMs: number;
  /** Plugins that the list may ask for: each is a program that is run here. */
  readonly allowedPlugins: readonly string[];
  /** Fetched through our own local port, once that is open. */
  readonly throughProxy: boolean;
}

/** As in shadowsocks-rust. */
const INTERVAL_SECONDS = 3600;

/** `undefined`: there is none. */
export function chooseOnline(said: Settings, ledger: Ledger): OnlineConfig | undefined {
  const { onlineUrl, onlineSeconds, onlinePlugins, onlineThroughProxy } = said;
  if (onlineUrl === undefined) return undefined;
  const seconds = onlineSeconds ?? { value: INTERVAL_SECONDS, origin: DEFAULT_ORIGIN };
  return {
    url: ledger.use("online_config", onlineUrl, hostOf),
    intervalMs: ledger.use("update_interval", seconds, (value) => `${value} s`) * 1000,
    allowedPlugins: onlinePlugins === undefined ? [] : ledger.use("allowed_plugins", onlinePlugins),
    throughProxy: onlineThroughProxy !== undefined &&
      ledger.use("through_proxy", onlineThroughProxy),
  };
}

/** The rest of the address opens the list to whoever knows it. */
function hostOf(url: Secret): string {
  return new URL(url.reveal()).host;
}
