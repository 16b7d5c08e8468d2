// Whether what a connection reads is taken off its hands for long enough to lend it one of the few large buffers.

/**
 * For a reader that never reads, a chain of proxies and kernels takes in up to 14 MB (measured on loopback). With less than
 * that, a few such readers would hold all large buffers for as long as they like, and everybody else would pay a sixth
 * more CPU time for each byte.
 */
const STEADY_BYTES = 16 * 1024 * 1024;
/** Whoever has been waited for for so long may be waited for again. */
const STALL_MS = 1000;

/** Times are those of one monotonic clock, in milliseconds. */
export class SteadyFlow {
  #bytes = 0;
  #leasedAt = 0;

  /** So much was lent out. */
  leased(bytes: number, now: number): void {
    this.#bytes += bytes;
    this.#leasedAt = now;
  }

  /** It has been handed on: the next is wanted. */
  returned(now: number): void {
    if (now - this.#leasedAt > STALL_MS) this.#bytes = 0;
  }

  get isSteady(): boolean {
    return this.#bytes >= STEADY_BYTES;
  }
}
