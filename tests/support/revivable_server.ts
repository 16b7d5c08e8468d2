// A server that a test stops and starts again on the same port.

import { type Family, type Link, newLink, startServer } from "./shadowsocks_process.ts";
import type { ListeningProcess } from "./running_process.ts";

export class RevivableServer implements AsyncDisposable {
  readonly family: Family;
  readonly link: Link;
  #running: ListeningProcess;

  private constructor(family: Family, link: Link, running: ListeningProcess) {
    this.family = family;
    this.link = link;
    this.#running = running;
  }

  static async start(family: Family, method: string): Promise<RevivableServer> {
    const link = newLink(method);
    return new RevivableServer(family, link, await startServer(family, link));
  }

  /** Resolves when it is over. */
  async stop(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    this.#running.process.signal(signal);
    await this.#running.process.ended();
  }

  /** After `stop()`; resolves when it listens. */
  async revive(): Promise<void> {
    this.#running = await startServer(this.family, this.link);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
  }
}
