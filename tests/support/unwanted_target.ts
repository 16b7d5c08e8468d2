// A target that nobody must reach: it counts who comes.

export class UnwantedTarget implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #served: Promise<void>;
  #visitors = 0;

  constructor() {
    this.#served = this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** How many have come before this call. Asks by a visit of its own, which is the last in the system's queue. */
  async countVisitors(): Promise<number> {
    using own = await Deno.connect({ hostname: "127.0.0.1", port: this.port });
    await own.read(new Uint8Array(1));
    return --this.#visitors;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#served;
  }

  async #serve(): Promise<void> {
    for await (const conn of this.#listener) {
      this.#visitors++;
      conn.close();
    }
  }
}
