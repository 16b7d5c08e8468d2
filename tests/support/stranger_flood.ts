// Strangers at a port of loopback, from a thread of their own, so that whoever measures has one to himself.

export interface FloodOrder {
  readonly port: number;
  readonly perSecond: number;
}

export class StrangerFlood implements Disposable {
  readonly #worker = new Worker(new URL("./stranger.ts", import.meta.url), { type: "module" });
  #come = 0;
  #changed = Promise.withResolvers<void>();

  constructor(order: FloodOrder) {
    this.#worker.onmessage = ({ data }: MessageEvent<number>) => {
      this.#come = data;
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    };
    this.#worker.postMessage(order);
  }

  /** How many have come. */
  get come(): number {
    return this.#come;
  }

  async untilCome(count: number): Promise<void> {
    while (this.#come < count) await this.#changed.promise;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
