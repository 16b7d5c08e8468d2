// All plugins of a service.

import type { Logger } from "@logtape/logtape";
import type { ServerEntry } from "../config/config.ts";
import { carriesTcp, carriesUdp } from "../config/mode.ts";
import type { PluginEntry } from "../config/upstream_entry.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import { BufferPool } from "../net/buffer_pool.ts";
import type { Clock } from "../net/clock.ts";
import { accepts } from "../plugin/deno_accepts.ts";
import { freePort, isFree } from "../plugin/deno_free_port.ts";
import { pluginEnvironment } from "../plugin/plugin_environment.ts";
import { PluginError } from "../plugin/plugin_error.ts";
import type { LaunchPlugin } from "../plugin/plugin_process.ts";
import { untilAccepting, untilSettled } from "../plugin/plugin_ready.ts";
import { PluginSupervisor } from "../plugin/plugin_supervisor.ts";
import { isInUse, openListener } from "./open_listener.ts";
import { PluginLog } from "./plugin_log.ts";
import { ServiceError } from "./service_error.ts";
import { plainOrQuoted } from "./shown_name.ts";

export interface PluginTeamParts {
  readonly launch: LaunchPlugin;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A listener with its plugin in front of it. */
export interface Fronted {
  readonly entry: ServerEntry;
  readonly publicAddress: HostPort | undefined;
}

/** How often another port is tried when somebody has taken the one that was free. */
const PORT_TRIES = 3;

export class PluginTeam {
  readonly #parts: PluginTeamParts;
  readonly #members = new Set<PluginSupervisor>();
  readonly #ports = new Set<number>();
  /** Those of a client, by what they are and whom they reach; also while they start. */
  readonly #behind = new Map<string, Promise<Member>>();

  constructor(parts: PluginTeamParts) {
    this.#parts = parts;
  }

  /**
   * Of a client: the server as it is reached by its plugin, one for all who ask for the same. Rejects with a ServiceError.
   */
  async behind(entry: ServerEntry): Promise<ServerEntry> {
    const { plugin, address: remote } = entry;
    if (plugin === undefined) return entry;
    const key = keyOf(entry);
    const starting = this.#behind.get(key) ?? this.#startBehind(plugin, remote);
    this.#behind.set(key, starting);
    try {
      const { local } = await starting;
      return detoured(entry, { plugin, remote, local });
    } catch (error) {
      // The next one tries again.
      if (this.#behind.get(key) === starting) this.#behind.delete(key);
      throw error;
    }
  }

  /** Of a client: ends the plugins of all others. */
  async keepOnly(entries: readonly ServerEntry[]): Promise<void> {
    const kept = new Set(entries.map(keyOf));
    const others = [...this.#behind].filter(([key]) => !kept.has(key));
    for (const [key] of others) this.#behind.delete(key);
    // Whoever wanted one that cannot start hears of it.
    await Promise.allSettled(others.map(async ([, starting]) => this.#end(await starting)));
  }

  async #end({ supervisor, local }: Member): Promise<void> {
    await supervisor.close();
    this.#members.delete(supervisor);
    this.#ports.delete(local.port);
  }

  async #startBehind(plugin: PluginEntry, remote: HostPort): Promise<Member> {
    for (let tries = PORT_TRIES;; tries--) {
      const local = this.#newPort();
      try {
        const supervisor = await this.#start(plugin, { remote, local, listensAt: local });
        return { supervisor, local };
      } catch (error) {
        if (tries === 1 || !hasEnded(error) || isFree(local.port)) throw asServiceError(error);
      }
    }
  }

  /** Of a server: the listener as it is behind its plugin. Rejects with a ServiceError. */
  async inFrontOf(entry: ServerEntry): Promise<Fronted> {
    const { plugin, address: { host, port } } = entry;
    if (plugin === undefined) return { entry, publicAddress: undefined };
    const remote = { host, port: port === 0 ? this.#newPort().port : port };
    if (carriesTcp(plugin.mode)) refuseTaken(remote);
    const local = this.#newPort();
    try {
      await this.#start(plugin, { remote, local, listensAt: remote });
    } catch (error) {
      throw asServiceError(error);
    }
    return { entry: detoured(entry, { plugin, remote, local }), publicAddress: remote };
  }

  /** Resolves when none of them is left. */
  async close(): Promise<void> {
    await Promise.all([...this.#members].map((member) => member.close()));
  }

  #newPort(): HostPort {
    for (;;) {
      const address = freePort(Math.random);
      if (this.#ports.has(address.port)) continue;
      this.#ports.add(address.port);
      return address;
    }
  }

  async #start(
    plugin: PluginEntry,
    { listensAt, ...place }: StartingPlace,
  ): Promise<PluginSupervisor> {
    const { launch, clock, logger } = this.#parts;
    const { command, args, options } = plugin;
    const program = plainOrQuoted(command.replace(/^.*[/\\]/, ""));
    const name = `${program} for ${formatHostPort(place.remote)}`;
    const environment = pluginEnvironment({ ...place, options });
    const member = new PluginSupervisor({
      name,
      launch: () => launch({ command, args, environment }),
      untilReady: carriesTcp(plugin.mode) ? untilAccepting(listensAt, accepts) : untilSettled(),
      observer: new PluginLog({ logger, name }),
      clock,
      random: Math.random,
    });
    await member.start();
    this.#members.add(member);
    return member;
  }
}

interface Member {
  readonly supervisor: PluginSupervisor;
  /** Where it and we meet. */
  readonly local: HostPort;
}

function keyOf({ plugin, address }: ServerEntry): string {
  return JSON.stringify([plugin, address]);
}

interface Detour {
  /** Of the server, for the world. */
  readonly remote: HostPort;
  /** Where the plugin and we meet. */
  readonly local: HostPort;
}

interface StartingPlace extends Detour {
  /** The one of the two that the plugin listens at. */
  readonly listensAt: HostPort;
}

/** The entry without its plugin, each kind of traffic at its address. */
function detoured(
  entry: ServerEntry,
  { plugin, remote, local }: Detour & { readonly plugin: PluginEntry },
): ServerEntry {
  return {
    ...entry,
    plugin: undefined,
    address: carriesTcp(plugin.mode) ? local : remote,
    packetAddress: carriesUdp(plugin.mode) ? local : remote,
    ...(carriesTcp(plugin.mode) && { behindPlugin: remote }),
  };
}

/** A plugin that cannot have its port may say so late or never; what has the port would be taken for the plugin. */
function refuseTaken(address: HostPort): void {
  try {
    openListener(address, {
      buffers: new BufferPool(),
      tcp: { noDelay: true, keepAlive: false },
      reusePort: false,
    }).close();
  } catch (error) {
    // The plugin may have rights that we do not have.
    if (isInUse(error)) throw error;
  }
}

function hasEnded(error: unknown): boolean {
  return error instanceof PluginError && error.failure === "ended";
}

function asServiceError(cause: unknown): unknown {
  return cause instanceof PluginError
    ? new ServiceError(cause.message, cause.hint, { cause })
    : cause;
}
