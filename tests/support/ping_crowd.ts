// Streams on which one small message after the other goes out and comes back, at a steady pace, and how long each takes.

import { percentile } from "../bench/statistics.ts";
import { assertEchoes } from "./bystander.ts";

const MESSAGE = new Uint8Array(64).fill(7);
const PAUSE_MS = 40;
const SLICE_MS = 250;

export class PingCrowd implements AsyncDisposable {
  readonly #conns: readonly Deno.Conn[];
  readonly #talks: readonly Promise<void>[];
  #times: { readonly at: number; readonly ms: number }[] = [];
  #isTalking = true;

  /** Takes the connections over, whose far ends send back what they get. */
  constructor(conns: readonly Deno.Conn[]) {
    this.#conns = conns;
    this.#talks = conns.map((conn, i) => this.#talk(conn, i));
  }

  /**
   * How long all but one of a hundred messages took while `run` was running: of each quarter of a second, and of these the
   * lower quartile, since the machine also does other things, now and then.
   */
  async p99During(run: () => Promise<unknown>): Promise<number> {
    this.#times = [];
    await run();
    const slices = Map.groupBy(this.#times, ({ at }) => Math.floor(at / SLICE_MS));
    const p99s = [...slices.values()].map((times) => percentile(times.map(({ ms }) => ms), 0.99));
    return percentile(p99s, 0.25);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isTalking = false;
    await Promise.allSettled(this.#talks);
    for (const conn of this.#conns) conn.close();
  }

  async #talk(conn: Deno.Conn, index: number): Promise<void> {
    // Not all at once.
    await pause(PAUSE_MS * index / this.#conns.length);
    while (this.#isTalking) {
      const at = performance.now();
      await assertEchoes(conn, MESSAGE);
      this.#times.push({ at, ms: performance.now() - at });
      await pause(PAUSE_MS);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
