// The plugins that a configuration names, and the configuration for what is between them: addresses where plugins meet us
// in place of those where they meet the world.

import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.ts";
import { shadowsocksServers } from "../config/shadowsocks_servers.ts";
import type { UpstreamEntry } from "../config/upstream_entry.ts";
import type { HostPort } from "../net/address.ts";
import type { Cancel } from "../net/clock.ts";
import { DenoClock } from "../net/deno_clock.ts";
import { pluginLauncher } from "../plugin/deno_plugin_process.ts";
import { PluginTeam } from "./plugin_team.ts";
import { ServiceError } from "./service_error.ts";

export interface Detour {
  readonly config: Config;
  /** Where the world reaches each listener of a server; `undefined`: where it listens itself. */
  readonly publicAddresses: readonly (HostPort | undefined)[];
}

export class Plugins {
  readonly #clock = new DenoClock();
  readonly #team: PluginTeam;
  #retiring: Cancel | undefined;

  private constructor(team: (clock: DenoClock) => PluginTeam) {
    this.#team = team(this.#clock);
  }

  static async open(logger: Logger): Promise<Plugins> {
    const launch = await pluginLauncher();
    return new Plugins((clock) => new PluginTeam({ clock, logger, launch }));
  }

  /** Starts what `config` names. Rejects with a ServiceError when one cannot start. */
  async start(config: Config): Promise<Detour> {
    const upstreams = await this.#behindAll(config);
    if (config.role !== "server") {
      return { config: { ...config, upstreams }, publicAddresses: [] };
    }
    const listeners = await allOf(config.listeners.map((entry) => this.#team.inFrontOf(entry)));
    return {
      config: { ...config, upstreams, listeners: listeners.map(({ entry }) => entry) },
      publicAddresses: listeners.map(({ publicAddress }) => publicAddress),
    };
  }

  /** The same for the upstreams alone; those that run already go on. */
  async redirect(config: Config): Promise<Config> {
    return { ...config, upstreams: await this.#behindAll(config) };
  }

  /** Ends those of upstreams that `config` does not have, once their connections had time to end. */
  retire(config: Config): void {
    const servers = shadowsocksServers(config);
    // What one configuration has no use for, the next may have started.
    this.#retiring?.cancel();
    this.#retiring = this.#clock.at(
      config.timeouts.drainMs,
      () => void this.#team.keepOnly(servers),
    );
  }

  /** Resolves when none of them is left. */
  async close(): Promise<void> {
    await this.#team.close();
    this.#clock[Symbol.dispose]();
  }

  #behindAll({ upstreams }: Config): Promise<readonly UpstreamEntry[]> {
    return allOf(upstreams.map((entry) => this.#behindOne(entry)));
  }

  async #behindOne(entry: UpstreamEntry): Promise<UpstreamEntry> {
    if (entry.kind !== "shadowsocks" || entry.server.plugin === undefined) return entry;
    if (entry.through !== undefined) {
      throw new ServiceError(
        `upstream ${entry.name} has a plugin and cannot go through ${entry.through}`,
        "a plugin makes its connections itself: leave out one of the two",
      );
    }
    return { ...entry, server: await this.#team.behind(entry.server) };
  }
}

/** Waits for all of them also when one fails: what has been started then is known. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}
