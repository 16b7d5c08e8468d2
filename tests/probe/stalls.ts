// When somebody else had the processor. A server that could not run cannot close in time, and reads its deadline before
// the bytes that have come meanwhile; a prober that could not run has said things late. Neither says anything about the
// server.

/** When a connection begins and what is said at once. */
const BEGIN_MS = 60;
/** When it ends, and what follows. */
const END_MS = 150;
/** After so long, in one or in many, things happen in another order. */
const LONG_MS = 100;
/** As of a process that shares its machine with others now and then. */
const STALL_MS = 15;
const SAMPLE_MS = 10;
/** Less is every process's lot. */
const LEAST_MS = 2;

/** Times of performance.now(). */
export interface Stall {
  readonly from: number;
  readonly to: number;
  /** Of waiting, in between. */
  readonly ms: number;
}

export class Stalls implements Disposable {
  readonly #stalls: Stall[] = [];
  readonly #runDelay: () => number;
  readonly #timer: ReturnType<typeof setInterval>;
  #sampledAt = performance.now();
  #delayMs: number;

  /** `pid`: of the server. */
  constructor(pid: number) {
    this.#runDelay = runDelayOf(pid);
    this.#delayMs = this.#runDelay();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  /** Whether they matter to a connection that was there from `start` to `end` (of performance.now()). */
  spoil(start: number, end: number): boolean {
    this.#sample();
    return doSpoil(this.#stalls, start, end);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const [now, delayMs] = [performance.now(), this.#runDelay()];
    const ms = Math.max(delayMs - this.#delayMs, now - this.#sampledAt - SAMPLE_MS);
    if (ms > LEAST_MS) this.#stalls.push({ from: this.#sampledAt, to: now, ms });
    this.#sampledAt = now;
    this.#delayMs = delayMs;
  }
}

/** Whether somebody could not run when it mattered to a connection that was there from `start` to `end`. */
export function doSpoil(stalls: readonly Stall[], start: number, end: number): boolean {
  const met = stalls.filter(({ from, to }) => from < end && start < to);
  if (met.reduce((sum, { ms }) => sum + ms, 0) > LONG_MS) return true;
  return met.some(({ from, to, ms }) => {
    return ms > STALL_MS && (from < start + BEGIN_MS || to > end - END_MS);
  });
}

/** Milliseconds for which the first thread of a process could have run and did not; 0 where the kernel does not tell. */
function runDelayOf(pid: number): () => number {
  const path = `/proc/${pid}/schedstat`;
  return () => {
    try {
      const [, nanoseconds] = Deno.readTextFileSync(path).split(" ");
      return Number(nanoseconds) / 1e6;
    } catch {
      return 0;
    }
  };
}
