// A tunnel and a server of one contestant that carry connections to one target: what the benches measure.

import type { ListeningProcess } from "../support/running_process.ts";
import { newLink } from "../support/shadowsocks_process.ts";
import type { Contestant } from "./contestant.ts";
import { cpuSeconds, residentBytes } from "./process_usage.ts";

export interface PairOptions {
  readonly method: string;
  readonly targetPort: number;
}

export class Pair implements AsyncDisposable {
  readonly #server: ListeningProcess;
  readonly #tunnel: ListeningProcess;

  private constructor(server: ListeningProcess, tunnel: ListeningProcess) {
    this.#server = server;
    this.#tunnel = tunnel;
  }

  static async start(
    contestant: Contestant,
    { method, targetPort }: PairOptions,
  ): Promise<Pair> {
    const link = newLink(method);
    const server = await contestant.startServer(link);
    try {
      return new Pair(server, await contestant.startTunnel(link, targetPort));
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where clients go in. */
  get port(): number {
    return this.#tunnel.port;
  }

  /** Of both processes, since they were started. */
  cpuSeconds(): number {
    return cpuSeconds(this.#server.process.pid, this.#tunnel.process.pid);
  }

  async residentBytes(): Promise<{ readonly server: number; readonly tunnel: number }> {
    return {
      server: await residentBytes(this.#server.process.pid),
      tunnel: await residentBytes(this.#tunnel.process.pid),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tunnel[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}
