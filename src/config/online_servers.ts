// The servers of an online configuration: fetched at the start and then again and again, at moments that nobody can
// foretell; what was good last is kept, so that a fetch that fails costs nothing.

import type { Cancel, Clock } from "../net/clock.ts";
import type { HttpGet } from "../net/http_get.ts";
import { asError } from "../net/as_error.ts";
import type { OnlineConfig } from "./online_choice.ts";
import { type FetchedText, fetchOnline, OnlineFetchError } from "./online_fetch.ts";
import { ConfigError, type Failure, type Problem } from "./problem.ts";
import type { ListedServer } from "./server_list.ts";
import { readServerList } from "./server_list_reader.ts";

/** Where the last good copy of the list is kept. */
export interface CopyStore {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

export interface OnlineParts {
  readonly get: HttpGet;
  readonly store: CopyStore;
  readonly clock: Clock;
  /** 0..1 */
  readonly random: () => number;
}

/** Hears of what went wrong, and of servers that are left out. */
export type Warn = (problem: Problem) => void;

export interface OnlineListener {
  /** Hears of each list that differs from the one before. */
  readonly onServers: (servers: readonly ListedServer[]) => void;
  readonly warn: Warn;
  /** How it is fetched from now on, where that is not as before. */
  readonly get?: HttpGet;
}

/** So far from its interval a fetch may be, as a part of it. */
const JITTER = 0.1;

export class OnlineServers {
  readonly #config: OnlineConfig;
  readonly #parts: OnlineParts;
  readonly #url: URL;
  #last: FetchedText | undefined;

  constructor(config: OnlineConfig, parts: OnlineParts) {
    this.#config = config;
    this.#parts = parts;
    this.#url = new URL(config.url.reveal());
  }

  /** For the start: as fetched, else as kept. Rejects with a ConfigError when there is neither. */
  async first(warn: Warn): Promise<readonly ListedServer[]> {
    const kept = await this.#kept(warn);
    try {
      return await this.#fetch(warn) ?? kept ?? [];
    } catch (error) {
      const problems = problemsOf(error);
      if (kept === undefined) throw new ConfigError(problems);
      tell(problems, "the list that was kept is used", warn);
      return kept;
    }
  }

  /** For a start that is to fetch it through itself: as kept, else none. */
  async kept(warn: Warn): Promise<readonly ListedServer[]> {
    return await this.#kept(warn) ?? [];
  }

  /** Fetches from time to time until it is cancelled. */
  keepFresh(listener: OnlineListener): Cancel {
    const { clock, random } = this.#parts;
    let alarm: Cancel | undefined;
    let isCancelled = false;
    const wait = () => {
      if (isCancelled) return;
      const ms = this.#config.intervalMs * (1 + JITTER * (2 * random() - 1));
      alarm = clock.at(ms, () => void this.refresh(listener).then(wait));
    };
    wait();
    return {
      cancel: () => {
        isCancelled = true;
        alarm?.cancel();
      },
    };
  }

  /** Fetches once, now. Never rejects. */
  async refresh({ onServers, warn, get }: OnlineListener): Promise<void> {
    try {
      const servers = await this.#fetch(warn, get);
      if (servers !== undefined) onServers(servers);
    } catch (error) {
      tell(problemsOf(error), "the servers stay as they are", warn);
    }
  }

  /** `undefined`: it has not changed. */
  async #fetch(
    warn: Warn,
    get = this.#parts.get,
  ): Promise<readonly ListedServer[] | undefined> {
    const { clock } = this.#parts;
    const fetched = await fetchOnline(this.#url, this.#last?.etag, { get, clock });
    if (fetched === undefined || fetched.text === this.#last?.text) return undefined;
    const servers = this.#usable(fetched.text, warn);
    this.#last = fetched;
    await this.#keep(fetched, warn);
    return servers;
  }

  async #keep(fetched: FetchedText, warn: Warn): Promise<void> {
    try {
      await this.#parts.store.write(JSON.stringify(fetched));
    } catch (error) {
      warn({
        message: `the online configuration cannot be kept: ${asError(error).message}`,
        hint: "name a folder that can be written to: --state-dir FOLDER",
        where: undefined,
      });
    }
  }

  async #kept(warn: Warn): Promise<readonly ListedServer[] | undefined> {
    const copy = parseCopy(await this.#parts.store.read().catch(() => undefined));
    if (copy === undefined) return undefined;
    try {
      const servers = this.#usable(copy.text, warn);
      this.#last = copy;
      return servers;
    } catch {
      // Whatever it is, it will be written anew.
      return undefined;
    }
  }

  /** Throws a ConfigError where nothing is left. */
  #usable(text: string, warn: Warn): readonly ListedServer[] {
    const { servers, faults, warnings } = readServerList({ name: this.#url.host, text });
    const { allowedPlugins } = this.#config;
    for (const problem of [...faults, ...warnings]) warn(problem);
    const refused = servers.filter(({ server: { plugin } }) =>
      plugin !== undefined && !allowedPlugins.includes(plugin.name)
    );
    const problems = refused.map(notAllowed);
    if (refused.length === servers.length) throw new ConfigError(problems);
    for (const problem of problems) warn(problem);
    return servers.filter((server) => !refused.includes(server));
  }
}

function notAllowed({ server, origin }: ListedServer) {
  const { name } = server.plugin!;
  return {
    message: `${origin.subject} asks for the plugin ${name}, which no online list may run here`,
    hint: `"online_config": {"allowed_plugins": ["${name}"]} lets it`,
    where: origin.place,
  };
}

function tell(problems: readonly Failure[], consequence: string, warn: Warn): void {
  for (const { message, hint, where } of problems) {
    warn({ message: `${message}: ${consequence}`, hint, where });
  }
}

function problemsOf(error: unknown): readonly Failure[] {
  if (error instanceof ConfigError) return error.problems;
  if (!(error instanceof OnlineFetchError)) throw error;
  return [{
    message: `the online configuration cannot be fetched from ${error.message}`,
    hint: "check the address and the network; servers may also be given with -s or in a file",
    where: undefined,
  }];
}

function parseCopy(text: string | undefined): FetchedText | undefined {
  try {
    const copy = JSON.parse(text ?? "") as Partial<FetchedText>;
    if (typeof copy.text !== "string") return undefined;
    return { text: copy.text, etag: typeof copy.etag === "string" ? copy.etag : undefined };
  } catch {
    return undefined;
  }
}
