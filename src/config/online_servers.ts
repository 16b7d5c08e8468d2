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

/** The list cannot be had at the moment. */
export class UnfetchedError extends ConfigError {}

/** Hears of what went wrong, and of servers that are left out. */
export type Warn = (problem: Problem) => void;

export interface OnlineListener {
  /** Hears of each list that differs from the one before. */
  readonly onServers: (servers: readonly ListedServer[]) => void;
  readonly warn: Warn;
  /** How it is fetched from now on, where that is not as before. */
  readonly get?: HttpGet;
}

/** More than anybody keeps, and few enough to choose from for each connection. */
const MAX_SERVERS = 1000;
/** Each is a process of its own. */
const MAX_PLUGINS = 32;
/** Whoever writes a list writes our log. */
const MAX_TOLD = 20;
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

  /**
   * For the start: as fetched, else as kept. Rejects with a ConfigError when there is neither: an UnfetchedError where the
   * network, and not the list, is in the way.
   */
  async first(warn: Warn): Promise<readonly ListedServer[]> {
    const kept = await this.#kept(warn);
    try {
      return await this.#fetch(warn) ?? kept ?? [];
    } catch (error) {
      const problems = problemsOf(error);
      if (kept === undefined) {
        throw error instanceof OnlineFetchError
          ? new UnfetchedError(problems)
          : new ConfigError(problems);
      }
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
    const { servers: listed, faults, warnings } = readServerList({ name: this.#url.host, text });
    for (const problem of firstOf([...faults, ...warnings])) warn(problem);
    if (listed.length > MAX_SERVERS) warn(tooMany(listed.length));
    const servers = listed.slice(0, MAX_SERVERS);
    const allowed = servers.filter((server) => this.#isAllowed(server));
    const refused = servers.filter((server) => !this.#isAllowed(server)).map(notAllowed);
    if (allowed.length === 0) throw new ConfigError(refused);
    for (const problem of firstOf(refused)) warn(problem);
    return withFewPlugins(allowed, warn);
  }

  #isAllowed({ server: { plugin } }: ListedServer): boolean {
    return plugin === undefined || this.#config.allowedPlugins.includes(plugin.name);
  }
}

function withFewPlugins(servers: readonly ListedServer[], warn: Warn): readonly ListedServer[] {
  const plugged = servers.filter(({ server: { plugin } }) => plugin !== undefined);
  const tooMany = new Set(plugged.slice(MAX_PLUGINS));
  if (tooMany.size === 0) return servers;
  warn({
    message: `the list has ${plugged.length} servers with plugins: ${MAX_PLUGINS} are taken`,
    hint: undefined,
    where: undefined,
  });
  return servers.filter((server) => !tooMany.has(server));
}

function firstOf<P extends Problem>(problems: readonly P[]): readonly (P | Failure)[] {
  if (problems.length <= MAX_TOLD) return problems;
  return [...problems.slice(0, MAX_TOLD), {
    message: `there are ${problems.length - MAX_TOLD} more problems of this kind`,
    hint: "umbra import reads the list and tells of all",
    where: undefined,
  }];
}

function tooMany(count: number): Problem {
  return {
    message: `the list has ${count} servers, of which the first ${MAX_SERVERS} are taken`,
    hint: undefined,
    where: undefined,
  };
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
  if (error instanceof ConfigError) return firstOf(error.problems);
  if (!(error instanceof OnlineFetchError)) return [unforeseen(error)];
  return [{
    message: `the online configuration cannot be fetched from ${error.message}`,
    hint: "check the address and the network; servers may also be given with -s or in a file",
    where: undefined,
  }];
}

/** What somebody else writes must not be the end of the fetches, whatever it does to us. */
function unforeseen(error: unknown): Failure {
  return {
    message: `the online configuration cannot be used (${asError(error).message})`,
    hint: "see what umbra import says of it",
    where: undefined,
  };
}

function parseCopy(text: string | undefined): FetchedText | undefined {
  try {
    // Whatever it is: each part is looked at before it is used.
    const copy = JSON.parse(text ?? "") as Partial<FetchedText>;
    if (typeof copy.text !== "string") return undefined;
    return { text: copy.text, etag: typeof copy.etag === "string" ? copy.etag : undefined };
  } catch {
    return undefined;
  }
}
