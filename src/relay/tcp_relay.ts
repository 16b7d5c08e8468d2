// All connections of one program: accepts them up to a cap, hands each to a handler of its own, and ends them.

import { asError } from "../net/as_error.ts";
import type { Associate } from "../net/associate.ts";
import type { Clock } from "../net/clock.ts";
import type { Inbound } from "../net/inbound.ts";
import type { RelayObserver } from "../net/relay_observer.ts";
import type { StreamConn, StreamListener } from "../net/stream_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { Handshakes } from "./handshakes.ts";
import { IdleSweep } from "./idle_sweep.ts";
import { type RelayTimeouts, TcpHandler } from "./tcp_handler.ts";

export interface RelayParts {
  readonly clock: Clock;
  readonly observer: RelayObserver;
  readonly timeouts: RelayTimeouts;
  /** At the cap nothing is accepted; what comes waits in the system's queue until there is room. */
  readonly maxConnections: number;
}

export interface Route {
  readonly inbound: Inbound;
  readonly dialer: StreamDialer;
  /** Where the inbound asks for associations. */
  readonly associate?: Associate;
}

/** A failed accept (no descriptors left, for instance) is tried again after these, doubling. */
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 1000;
/** Whoever is on the way when we stop is here by then: a TCP handshake over a long line. */
const LAST_CLIENTS_MS = 250;
/** So often they are waited for where newcomers cannot be turned away. */
const LAST_LOOKS = 4;

export class TcpRelay {
  readonly #parts: RelayParts;
  readonly #sweep: IdleSweep;
  readonly #handlers = new Set<TcpHandler>();
  readonly #handshakes: Handshakes<TcpHandler>;
  readonly #listeners = new Set<StreamListener>();
  readonly #asked = (handler: TcpHandler) => this.#handshakes.finish(handler);
  #lastId = 0;
  #isDraining = false;
  #isListening = true;
  #isClosed = false;
  /** Called when a connection has ended, may be ended, or everything stops. */
  #waiting: (() => void)[] = [];

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#sweep = new IdleSweep(parts.clock);
    this.#handshakes = new Handshakes(parts.maxConnections);
  }

  /** Connections that go on; one that was just ended takes a moment to be over. */
  get connections(): number {
    let count = 0;
    for (const handler of this.#handlers) if (!handler.isEnding) count++;
    return count;
  }

  /** Serves what `listener` accepts until `drain()` or `close()`; owns the listener from now on. Never rejects. */
  async serve(listener: StreamListener, route: Route): Promise<void> {
    if (!this.#isListening) return listener.close();
    this.#listeners.add(listener);
    let retryMs = FIRST_RETRY_MS;
    while (this.#isListening) {
      try {
        if (this.#isFull) await this.#aPlace();
        const conn = await listener.accept();
        // Another listener may have taken the last place meanwhile.
        if (this.#isFull) await this.#aPlace();
        this.#handle(conn, route);
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (!this.#isListening) return;
        this.#parts.observer.acceptFailed(listener.address, asError(error), retryMs);
        await this.#pause(retryMs);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
  }

  /** Ends what rests, takes who is on the way, stops listening, and resolves when all have ended by themselves. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    for (const handler of this.#handlers) handler.drain();
    await this.#takeTheLast();
    this.#stopListening();
    while (this.#handlers.size > 0) await this.#anEnd();
  }

  /** Ends everything now. */
  close(): void {
    this.#isClosed = true;
    this.#stopListening();
    for (const handler of this.#handlers) handler.end("stopped");
  }

  #handle(conn: StreamConn, route: Route): void {
    if (this.#isClosed) return conn.close();
    const { clock, observer, timeouts } = this.#parts;
    const id = ++this.#lastId;
    const sweep = this.#sweep;
    const asked = this.#asked;
    const handler = new TcpHandler(conn, { ...route, id, clock, observer, timeouts, sweep, asked });
    this.#handlers.add(handler);
    this.#handshakes.begin(handler);
    handler.run().then(() => this.#ended(handler));
    if (this.#isDraining) handler.drain();
  }

  get #isFull(): boolean {
    return this.#handlers.size >= this.#parts.maxConnections && this.#isListening;
  }

  #ended(handler: TcpHandler): void {
    this.#handlers.delete(handler);
    this.#handshakes.finish(handler);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves when one more may come. */
  async #aPlace(): Promise<void> {
    while (this.#isFull) {
      const waitMs = this.#handshakes.makeRoom();
      const alarm = waitMs === undefined
        ? undefined
        : this.#parts.clock.at(waitMs, () => this.#wake());
      await this.#anEnd();
      alarm?.cancel();
    }
  }

  #anEnd(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.at(ms, resolve));
  }

  /** Until nobody comes any more: whoever waits in the system's queue when a listener closes gets RST. */
  async #takeTheLast(): Promise<void> {
    for (const listener of this.#listeners) listener.turnAway();
    for (let looks = 0, seen = -1; looks < LAST_LOOKS && seen !== this.#lastId; looks++) {
      if (this.#listeners.size === 0) return;
      seen = this.#lastId;
      await this.#pause(LAST_CLIENTS_MS);
    }
  }

  #stopListening(): void {
    this.#isListening = false;
    for (const listener of this.#listeners) listener.close();
    this.#listeners.clear();
    this.#wake();
  }
}
