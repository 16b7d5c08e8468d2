// An online configuration with its network, its clock, and the file in which its last good copy is kept.

import { chooseOnline, type OnlineConfig } from "../config/online_choice.ts";
import { joinOnline } from "../config/online_join.ts";
import { type CopyStore, OnlineServers, UnfetchedError } from "../config/online_servers.ts";
import type { Ledger } from "../config/ledger.ts";
import { ConfigError, type Failure, type Problem } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import { DenoClock } from "../net/deno_clock.ts";
import { DenoHttpGet } from "../net/deno_http_get.ts";
import { grantedVariable } from "../net/deno_variable.ts";
import { ServiceError } from "../service/service_error.ts";
import { FileStore } from "../state/file_store.ts";
import { stateFolder } from "./state_folder.ts";

export class OnlineList implements Disposable {
  readonly config: OnlineConfig;
  readonly servers: OnlineServers;
  readonly #clock = new DenoClock();
  readonly #http = new DenoHttpGet();

  constructor(config: OnlineConfig, store: CopyStore) {
    this.config = config;
    this.servers = new OnlineServers(config, {
      get: (url, options) => this.#http.get(url, options),
      store,
      clock: this.#clock,
      random: Math.random,
    });
  }

  /**
   * `said` with the servers of the list, as far as they can be had before we run. Rejects with a ConfigError, or with a
   * ServiceError where another time may help.
   */
  async join(said: Settings, ledger: Ledger): Promise<Settings> {
    const warn = (problem: Problem) => ledger.warn(problem);
    const hasOthers = (said.server ?? said.servers ?? said.upstreams) !== undefined;
    if (this.config.throughProxy) {
      const kept = await this.servers.kept(warn);
      if (kept.length === 0 && !hasOthers) throw new ConfigError([NOTHING_TO_GO_THROUGH]);
      return joinOnline(said, kept);
    }
    try {
      return joinOnline(said, await this.servers.first(warn));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      if (!hasOthers) throw error instanceof UnfetchedError ? forNow(error) : error;
      error.problems.forEach(warn);
      return said;
    }
  }

  [Symbol.dispose](): void {
    this.#clock[Symbol.dispose]();
    this.#http[Symbol.dispose]();
  }
}

/** Whoever starts us again on such a failure is right to. */
function forNow({ problems: [problem], message }: UnfetchedError): ServiceError {
  return new ServiceError(message, problem!.hint);
}

const NOTHING_TO_GO_THROUGH: Failure = {
  message: "the online configuration is to be fetched through the proxy, which has no server yet",
  hint: "name one for the first time (-s), or leave through_proxy out",
  where: undefined,
};

/** `undefined`: there is none. The caller disposes it. */
export async function openOnlineList(
  said: Settings,
  ledger: Ledger,
): Promise<OnlineList | undefined> {
  const config = chooseOnline(said, ledger);
  return config && new OnlineList(config, await openStore(said, config));
}

/** The list's own file: named by its address, which is a secret. */
async function openStore(said: Settings, { url }: OnlineConfig): Promise<CopyStore> {
  const folder = said.stateFolder?.value ?? stateFolder(Deno.build.os, grantedVariable);
  if (folder === undefined) return NOWHERE;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(url.reveal()));
  const name = new Uint8Array(digest, 0, 8).toHex();
  const file = new FileStore(`${folder}/online-${name}.json`);
  return {
    read: () => file.readText(),
    write: async (text) => {
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      await file.replace(new TextEncoder().encode(text));
    },
  };
}

const NOWHERE: CopyStore = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.reject(new Error("no folder for it is known")),
};
