// The plugin of a Shadowsocks port (SIP003), and what follows from having one.

import type { Mode, ServerEntry } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { problemWith, type Sourced } from "./origin.ts";
import { PluginOptionsError, splitPluginOptions } from "./plugin_options.ts";
import type { Settings } from "./settings.ts";
import type { PluginEntry } from "./upstream_entry.ts";

/** As in rust: packets go to the port itself. */
const DEFAULT_PLUGIN_MODE: Mode = "tcp_only";

export function choosePlugin(
  settings: Settings,
  ledger: Ledger,
): Pick<ServerEntry, "plugin" | "oneRead"> {
  const plugin = pluginOf(settings, ledger);
  const { allowsSegments } = settings;
  const mayCome = allowsSegments !== undefined &&
    ledger.use("allow_segmented_header", allowsSegments);
  // A plugin cuts the stream as its own form asks.
  return { plugin, oneRead: plugin === undefined && !mayCome };
}

function pluginOf(settings: Settings, ledger: Ledger): PluginEntry | undefined {
  const { plugin, pluginOptions, pluginArgs, pluginMode } = settings;
  if (plugin === undefined) warnOfIdle([pluginOptions, pluginArgs, pluginMode], ledger);
  if (plugin === undefined || plugin.value === "") return undefined;
  if (pluginOptions !== undefined) warnOfOptions(pluginOptions, ledger);
  const entry: PluginEntry = {
    command: plugin.value,
    options: pluginOptions?.value ?? "",
    args: pluginArgs?.value ?? [],
    mode: pluginMode?.value ?? DEFAULT_PLUGIN_MODE,
  };
  return ledger.use("plugin", { value: entry, origin: plugin.origin }, show);
}

function warnOfIdle(
  parts: readonly (Sourced<string | readonly string[]> | undefined)[],
  ledger: Ledger,
): void {
  for (const part of parts) {
    if (part === undefined || part.value.length === 0) continue;
    ledger.warn(problemWith(part.origin, "has no plugin beside it, ignored"));
  }
}

/** The plugin gets them as they are, and may have a form of its own. */
function warnOfOptions({ value, origin }: Sourced<string>, ledger: Ledger): void {
  try {
    splitPluginOptions(value);
  } catch (error) {
    if (!(error instanceof PluginOptionsError)) throw error;
    const predicate = `may not be understood, at its column ${error.column}: ${error.message}`;
    ledger.warn(problemWith(origin, predicate, error.hint));
  }
}

/** Options may hold secrets. */
function show({ command, mode }: PluginEntry): string {
  return `${command} (${mode})`;
}
