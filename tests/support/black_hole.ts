// A port of loopback that swallows connection attempts: its queue is full and nobody accepts, so that the system drops
// whatever knocks there.

const KNOCK_MS = 200;
/** More than any system keeps for a queue of one. */
const MOST_KNOCKS = 16;

export class BlackHole implements Disposable {
  readonly #listener: Deno.TcpListener;
  readonly #waiting: Deno.TcpConn[] = [];

  private constructor() {
    // Deno's types do not know of the length of the queue.
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0, ...{ tcpBacklog: 1 } });
  }

  static async open(): Promise<BlackHole> {
    const hole = new BlackHole();
    for (let i = 0; i < MOST_KNOCKS; i++) if (!await hole.#knock()) return hole;
    hole[Symbol.dispose]();
    throw new Error("The queue of a listener does not fill up");
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  [Symbol.dispose](): void {
    for (const conn of this.#waiting) conn.close();
    this.#listener.close();
  }

  /** Whether it was answered. */
  async #knock(): Promise<boolean> {
    const signal = AbortSignal.timeout(KNOCK_MS);
    try {
      this.#waiting.push(await Deno.connect({ hostname: "127.0.0.1", port: this.port, signal }));
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }
}
