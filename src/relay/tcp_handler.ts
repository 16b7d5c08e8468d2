// The life of one accepted connection, whatever its protocols: requests come from an inbound, targets are reached by a
// dialer, and in between bytes are copied. The role of the program is the parts handed in.
//
// It keeps the three promises of the Python original's destroy(): it runs once, releases everything, and never throws.

import type { HostPort } from "../net/address.ts";
import type { Cancel, Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { Inbound, PendingStream } from "../net/inbound.ts";
import type { ReportedStage } from "../net/progress.ts";
import type { ConnectionView, Outcome, RelayObserver, Stage } from "../net/relay_observer.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { copyBothWays } from "./copy_both_ways.ts";
import type { Direction } from "./copy_both_ways.ts";
import type { IdleSweep, Sweepable } from "./idle_sweep.ts";
import { outcomeOf, partingOf } from "./outcome.ts";
import { mayFollow } from "./stage.ts";

/** Milliseconds. */
export interface RelayTimeouts {
  /** From accept until the request is complete; unauthenticated connections are absorbed for as long. */
  readonly handshakeMs: number;
  readonly connectMs: number;
  readonly idleMs: number;
  readonly halfClosedMs: number;
}

export interface HandlerParts {
  readonly inbound: Inbound;
  readonly dialer: StreamDialer;
  readonly clock: Clock;
  readonly sweep: IdleSweep;
  readonly observer: RelayObserver;
  readonly timeouts: RelayTimeouts;
}

/** How long a refused client may take to notice. */
const LINGER_MS = 5000;
/** A stream that has not moved for so long does not hold up a shutdown. */
const RESTING_MS = 5000;

export class TcpHandler implements ConnectionView, Sweepable {
  readonly id: number;
  readonly client: HostPort;
  user: string | undefined;
  target: HostPort | undefined;
  stage: Stage = "INIT";
  bytesUp = 0;
  bytesDown = 0;
  movedAt: number;
  idleLimitMs: number;

  readonly #conn: StreamConn;
  readonly #parts: HandlerParts;
  readonly #acceptedAt: number;
  /** What the client's side is now: `#conn`, or what the inbound made of it. */
  #clientConn: StreamConn;
  #upstream: StreamConn | undefined;
  #dialing: AbortController | undefined;
  #deadline: Cancel | undefined;
  #draining = false;
  /** Set by whoever ends the connection from outside; the errors that follow from it say nothing. */
  #ending: Outcome | undefined;

  constructor(conn: StreamConn, parts: HandlerParts & { readonly id: number }) {
    this.id = parts.id;
    this.client = conn.remoteAddress;
    this.#conn = this.#clientConn = conn;
    this.#parts = parts;
    this.#acceptedAt = parts.clock.now();
    this.movedAt = parts.sweep.now;
    this.idleLimitMs = parts.timeouts.idleMs;
  }

  get durationMs(): number {
    return this.#parts.clock.now() - this.#acceptedAt;
  }

  /** From accept to DESTROYED. Never rejects. */
  async run(): Promise<void> {
    let outcome: Outcome = "empty";
    let cause: unknown;
    try {
      this.#parts.observer.entered(this, "INIT");
      this.#endAfter(this.#parts.timeouts.handshakeMs, "handshake_timed_out");
      for await (
        const pending of this.#parts.inbound.accept(this.#conn, (stage) => this.#report(stage))
      ) {
        await this.#serve(pending);
        outcome = "finished";
        if (this.#draining) break;
      }
    } catch (error) {
      cause = error;
      outcome = outcomeOf(error);
      await this.#part(error);
    } finally {
      this.#destroy(this.#ending ?? outcome, cause);
    }
  }

  /** Ends the connection at once, from outside. */
  end(outcome: Outcome): void {
    this.#ending ??= outcome;
    this.#dialing?.abort(new DialError("cancelled", "Gave up: the connection was ended"));
    this.#upstream?.close();
    this.#clientConn.close();
    this.#conn.close();
  }

  /** At shutdown: ends what is not in the middle of something; the rest ends with its current request. */
  drain(): void {
    this.#draining = true;
    const resting = this.#parts.clock.now() - this.movedAt > RESTING_MS;
    const busy = this.stage === "DNS" || this.stage === "CONNECTING" ||
      (this.#upstream !== undefined && !resting);
    if (!busy) this.end("stopped");
  }

  expire(): void {
    this.#parts.sweep.remove(this);
    this.end("idle");
  }

  async #serve(pending: PendingStream): Promise<void> {
    this.#deadline?.cancel();
    this.user = pending.user;
    this.target = pending.target;
    this.#clientConn = pending.client;
    const early = pending.client.read();
    this.#upstream = await this.#reach(pending, early);
    try {
      await pending.proceed();
      await this.#stream(pending, early);
    } finally {
      this.#upstream.close();
      this.#upstream = undefined;
    }
  }

  /** The dial, or the refusal. */
  async #reach(pending: PendingStream, early: Promise<Uint8Array | null>): Promise<StreamConn> {
    try {
      return await this.#dial(pending.target, early);
    } catch (error) {
      const failure = error instanceof DialError ? error.failure : "other";
      if (failure !== "cancelled") {
        await pending.abort(failure);
        await this.#linger(early, pending.client);
      }
      throw error;
    } finally {
      this.#dialing = undefined;
    }
  }

  async #dial(target: HostPort, early: Promise<Uint8Array | null>): Promise<StreamConn> {
    const { clock, dialer, timeouts } = this.#parts;
    const dialing = this.#dialing = new AbortController();
    const alarm = clock.at(timeouts.connectMs, () => {
      dialing.abort(new DialError("timed_out", "Cannot connect: no answer in time"));
    });
    early.catch(() => dialing.abort(new DialError("cancelled", "Gave up: the client has left")));
    try {
      return await dialer.dial(target, {
        signal: dialing.signal,
        progress: (stage) => this.#report(stage),
      });
    } finally {
      alarm.cancel();
    }
  }

  async #stream(pending: PendingStream, early: Promise<Uint8Array | null>): Promise<void> {
    this.#enter("STREAM");
    this.movedAt = this.#parts.sweep.now;
    this.idleLimitMs = this.#parts.timeouts.idleMs;
    this.#parts.sweep.add(this);
    const copying = copyBothWays({
      client: pending.client,
      upstream: this.#upstream!,
      early,
      moved: (direction, bytes) => this.#moved(direction, bytes),
      finished: () => this.idleLimitMs = this.#parts.timeouts.halfClosedMs,
    });
    if (pending.complete === undefined) return await copying;
    // Closing the upstream of a complete exchange breaks the copying, which then has nothing left to do.
    copying.catch(() => {});
    await Promise.race([copying, pending.complete]);
  }

  #moved(direction: Direction, bytes: number): void {
    if (direction === "uplink") this.bytesUp += bytes;
    else this.bytesDown += bytes;
    this.movedAt = this.#parts.sweep.now;
  }

  /** Leaves a client whose connection has failed, as it deserves. */
  async #part(error: unknown): Promise<void> {
    if (this.#ending !== undefined) return;
    switch (partingOf(error)) {
      case "absorb":
        // Until the request was complete the deadline from accept is still running.
        if (this.stage === "STREAM") this.#endAfter(this.#parts.timeouts.handshakeMs, undefined);
        this.#ending = outcomeOf(error);
        await discard(this.#conn.read(), this.#conn);
        break;
      case "linger":
        await this.#linger(this.#conn.read(), this.#conn);
        break;
      case "close":
        break;
    }
  }

  /** Sends FIN and waits for the client's, so that our last words reach it. */
  async #linger(reading: Promise<Uint8Array | null>, from: StreamConn): Promise<void> {
    if (this.#ending !== undefined) return;
    this.#endAfter(LINGER_MS, undefined);
    reading.catch(() => {});
    await this.#conn.closeWrite().catch(() => {});
    await discard(reading, from);
  }

  #report(stage: ReportedStage): void {
    // The next request of a connection has the same time as the first, from its first byte.
    if (stage === "ADDR" && this.stage === "STREAM") {
      this.#endAfter(this.#parts.timeouts.handshakeMs, "handshake_timed_out");
    }
    this.#enter(stage);
  }

  #enter(stage: Stage): void {
    if (!mayFollow(this.stage, stage)) throw new Error(`Cannot go from ${this.stage} to ${stage}`);
    this.stage = stage;
    this.#parts.observer.entered(this, stage);
  }

  /** Sets the one deadline. `outcome` undefined: the connection's own outcome stands. */
  #endAfter(ms: number, outcome: Outcome | undefined): void {
    this.#deadline?.cancel();
    this.#deadline = this.#parts.clock.at(ms, () => {
      if (outcome === undefined) this.#conn.close();
      else this.end(outcome);
    });
  }

  #destroy(outcome: Outcome, cause: unknown): void {
    this.#deadline?.cancel();
    this.#parts.sweep.remove(this);
    this.#upstream?.close();
    this.#clientConn.close();
    this.#conn.close();
    this.#parts.observer.ended(this, outcome, cause instanceof Error ? cause : undefined);
    this.stage = "DESTROYED";
  }
}

/** Takes in and forgets everything until the stream ends or is closed under it. */
async function discard(first: Promise<Uint8Array | null>, from: StreamConn): Promise<void> {
  try {
    let chunk = await first;
    while (chunk !== null) chunk = await from.read();
  } catch {
    // Closed by the deadline, or broken by the peer: over either way.
  }
}
