// One of several addresses of a target, after RFC 8305: each gets a head start on the next, the first to answer wins,
// the others are given up.

import type { HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { ConnectLiteral } from "../net/stream_dialer.ts";

const HEAD_START_MS = 250;

export interface RaceParts {
  readonly connect: ConnectLiteral;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rejects with the first failure when none answers, or with the abort's reason. `addresses` has at least one. */
export function connectFirst(
  addresses: readonly HostPort[],
  parts: RaceParts,
): Promise<StreamConn> {
  if (addresses.length === 1) return parts.connect(addresses[0]!, parts.signal);
  return new Race(addresses, parts).run();
}

class Race {
  readonly #addresses: readonly HostPort[];
  readonly #parts: RaceParts;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  readonly #failures: unknown[] = [];

  constructor(addresses: readonly HostPort[], parts: RaceParts) {
    this.#addresses = addresses;
    this.#parts = parts;
    this.#signal = AbortSignal.any([parts.signal, this.#over.signal]);
  }

  run(): Promise<StreamConn> {
    const winner = Promise.withResolvers<StreamConn>();
    // When all are over without a winner; a promise that has one is not changed by this.
    this.#attemptAll(winner).then(() => winner.reject(this.#firstFailure()));
    return winner.promise;
  }

  async #attemptAll(winner: PromiseWithResolvers<StreamConn>): Promise<void> {
    const attempts: Promise<void>[] = [];
    for (const address of this.#addresses) {
      if (this.#signal.aborted) break;
      const attempt = this.#attempt(address, winner);
      attempts.push(attempt);
      await this.#headStart(attempt);
    }
    await Promise.all(attempts);
  }

  async #attempt(address: HostPort, winner: PromiseWithResolvers<StreamConn>): Promise<void> {
    try {
      const conn = await this.#parts.connect(address, this.#signal);
      if (this.#over.signal.aborted) return conn.close();
      this.#over.abort();
      winner.resolve(conn);
    } catch (error) {
      this.#failures.push(error);
    }
  }

  /** Until the attempt is over or has had its head start. */
  #headStart(attempt: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const alarm = this.#parts.clock.at(HEAD_START_MS, resolve);
      attempt.then(() => {
        alarm.cancel();
        resolve();
      });
    });
  }

  #firstFailure(): unknown {
    const { signal } = this.#parts;
    return signal.aborted ? signal.reason : this.#failures[0];
  }
}
