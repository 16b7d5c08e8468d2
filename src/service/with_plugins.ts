// A service between its plugins: they run before it, for all of its workers, and longer than it.

import type { Logger } from "@logtape/logtape";
import type { Config, ServerEntry } from "../config/config.ts";
import { shadowsocksServers } from "../config/shadowsocks_servers.ts";
import type { RunningService } from "./running_service.ts";
import type { Plugins } from "./plugins.ts";

export interface BetweenPlugins {
  readonly logger: Logger;
  /** Starts what is between them; what it gets knows of no plugins. */
  readonly start: (config: Config) => Promise<RunningService>;
}

/** Rejects with a ServiceError when a plugin cannot start; then, and when `start` rejects, no plugin is left. */
export async function withPlugins(
  config: Config,
  { logger, start }: BetweenPlugins,
): Promise<RunningService> {
  const plugins = new LatePlugins(logger);
  try {
    const detour = hasPlugins(config) ? await (await plugins.open()).start(config) : undefined;
    const service = await start(detour?.config ?? config);
    return {
      ...service,
      addresses: service.addresses.map((address, i) => detour?.publicAddresses[i] ?? address),
      redirect: async (config) => {
        await service.redirect(
          hasPlugins(config) ? await (await plugins.open()).redirect(config) : config,
        );
        plugins.opened?.retire(config);
      },
      close: () => service.close().finally(() => plugins.opened?.close()),
    };
  } catch (error) {
    await plugins.opened?.close();
    throw error;
  }
}

/** Loaded where there are any. */
class LatePlugins {
  opened: Plugins | undefined;
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async open(): Promise<Plugins> {
    if (this.opened !== undefined) return this.opened;
    const { Plugins } = await import("./plugins.ts");
    return this.opened ??= await Plugins.open(this.#logger);
  }
}

function hasPlugins(config: Config): boolean {
  const servers: readonly ServerEntry[] = config.role === "server"
    ? [...shadowsocksServers(config), ...config.listeners]
    : shadowsocksServers(config);
  return servers.some(({ plugin }) => plugin !== undefined);
}
