// The life of one accepted connection, whatever its protocols: requests come from an inbound, targets are reached by a
// dialer, and in between bytes are copied; or it keeps a UDP association alive. The role of the program is the parts
// handed in.
//
// It keeps the three promises of the Python original's destroy(): it runs once, releases everything, and never throws.

import type { HostPort } from "../net/address.ts";
import type { Associate, AssociationPort } from "../net/associate.ts";
import type { Clock } from "../net/clock.ts";
import { DialError, type DialFailure } from "../net/dial_failure.ts";
import type { Inbound, Pending, PendingAssociation, PendingStream } from "../net/inbound.ts";
import type { ReportedStage } from "../net/progress.ts";
import { isOnLoopback } from "../net/loopback.ts";
import { readAhead } from "../net/read_ahead_conn.ts";
import type { ConnectionView, Outcome, RelayObserver, Stage } from "../net/relay_observer.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { holdUntilEnd, refuseToAssociate } from "./association_hold.ts";
import { clientNetwork } from "./client_network.ts";
import { copyBothWays, type Direction } from "./copy_both_ways.ts";
import { Deadline } from "./deadline.ts";
import { dialingParty } from "./dialing_party.ts";
import type { Handshake } from "./handshakes.ts";
import type { IdleSweep, Sweepable } from "./idle_sweep.ts";
import { outcomeOf } from "./outcome.ts";
import { discard, distrustOf, partingOf } from "./parting.ts";
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
  /** Where the inbound asks for associations. */
  readonly associate?: Associate;
  readonly clock: Clock;
  readonly sweep: IdleSweep;
  readonly observer: RelayObserver;
  readonly timeouts: RelayTimeouts;
  /** Hears of each request once it is complete. */
  readonly asked: (handler: TcpHandler) => void;
}

/** How long a refused client may take to notice. */
const LINGER_MS = 5000;
/** A stream that has not moved for so long does not hold up a shutdown. */
const RESTING_MS = 5000;
/** Nor does a client that has been here for so long and asked for nothing: twice there and back over the worst of lines. */
const ARRIVING_MS = 2000;

export class TcpHandler implements ConnectionView, Handshake, Sweepable {
  readonly id: number;
  readonly client: HostPort;
  readonly owner: string | undefined;
  user: string | undefined;
  target: HostPort | undefined;
  upstream: string | undefined;
  stage: Stage = "INIT";
  bytesUp = 0;
  bytesDown = 0;
  movedAt: number;
  idleLimitMs: number;

  readonly #conn: StreamConn;
  readonly #parts: HandlerParts;
  readonly #acceptedAt: number;
  readonly #deadline: Deadline;
  /** What the client's side is now: `#conn`, or what the inbound made of it. */
  #clientConn: StreamConn;
  #upstream: StreamConn | undefined;
  #dialing: AbortController | undefined;
  #draining = false;
  /**
   * How it will have ended, once that is settled before it is over: it was ended from outside, and the errors that follow
   * from that say nothing; or it is being absorbed.
   */
  #ending: Outcome | undefined;

  constructor(conn: StreamConn, parts: HandlerParts & { readonly id: number }) {
    this.id = parts.id;
    this.client = conn.remoteAddress;
    const { host } = this.client;
    // A plugin or a reverse proxy stands there for everybody.
    this.owner = isOnLoopback(host) ? undefined : clientNetwork(host);
    this.#conn = this.#clientConn = conn;
    this.#parts = parts;
    this.#deadline = new Deadline(parts.clock);
    this.#acceptedAt = parts.clock.now();
    this.movedAt = parts.sweep.now;
    this.idleLimitMs = parts.timeouts.idleMs;
  }

  /** Nothing more is relayed; it only waits to be over. */
  get isEnding(): boolean {
    return this.#ending !== undefined;
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
        outcome = this.bytesUp > 0 && this.bytesDown === 0 ? "unanswered" : "finished";
        if (this.#draining) break;
      }
    } catch (error) {
      // What follows from being ended from outside explains nothing.
      if (this.#ending === undefined) cause = error;
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
    this.#closeClient();
  }

  /** At shutdown: ends what is not in the middle of something; the rest ends with its current request. */
  drain(): void {
    this.#draining = true;
    const resting = this.#parts.clock.now() - this.movedAt > RESTING_MS;
    const busy = this.#dialing !== undefined || (this.#upstream !== undefined && !resting);
    if (busy) return;
    if (this.#isArriving) this.#endAfter(ARRIVING_MS - this.durationMs, "stopped");
    else this.end("stopped");
  }

  /** Its first request may be on its way. */
  get #isArriving(): boolean {
    const isOpen = this.stage === "INIT" || this.stage === "ADDR";
    const isNew = this.target === undefined && this.durationMs < ARRIVING_MS;
    return isOpen && isNew && !this.isEnding;
  }

  expire(): void {
    this.#parts.sweep.remove(this);
    this.end("idle");
  }

  evict(): void {
    this.end("evicted");
  }

  async #serve(pending: Pending): Promise<void> {
    this.#deadline.cancel();
    this.#parts.asked(this);
    this.#parts.sweep.remove(this);
    this.user = pending.user;
    this.#refuseEnded();
    if (pending.kind === "association") await this.#hold(pending);
    else await this.#relay(pending);
  }

  /** However long: nothing moves on this connection while packets do. */
  async #hold(pending: PendingAssociation): Promise<void> {
    this.#enter("UDP_ASSOC");
    // A client that has vanished without a word would otherwise be waited for for ever.
    this.#conn.keepAlive?.();
    this.#clientConn = pending.client;
    const port = await this.#associate(pending);
    try {
      this.#refuseEnded();
      await pending.proceed(port.address);
      await holdUntilEnd(pending.client);
    } finally {
      port.close();
    }
  }

  /** The port, or the refusal. */
  async #associate(pending: PendingAssociation): Promise<AssociationPort> {
    const { associate = refuseToAssociate } = this.#parts;
    try {
      const reachedAt = this.#conn.localAddress;
      return await associate({ client: this.client, reachedAt, user: pending.user });
    } catch (error) {
      await this.#refuse(pending, error instanceof DialError ? error.failure : "other");
      throw error;
    }
  }

  async #relay(pending: PendingStream): Promise<void> {
    this.target = pending.target;
    this.upstream = undefined;
    const upstream = this.#upstream = await this.#reach(pending);
    try {
      this.#refuseEnded();
      this.#watch();
      await pending.proceed();
      await this.#stream(upstream, pending.complete);
    } finally {
      upstream.close();
      this.#upstream = undefined;
    }
  }

  /** The dial, or the refusal. What it takes to give up is forgotten with it: the connection may live for days. */
  async #reach(pending: PendingStream): Promise<StreamConn> {
    const dialing = this.#dialing = new AbortController();
    const { signal } = dialing;
    this.#clientConn = readAhead(pending.client, () => {
      dialing.abort(new DialError("cancelled", "Gave up: the client has left"));
    });
    try {
      return await this.#dial(pending, signal);
    } catch (error) {
      const failure = error instanceof DialError ? error.failure : "other";
      // Given up because of the client: its own fault says more, and is owed an answer of its own.
      if (failure === "cancelled" && signal.aborted) await this.#clientConn.read();
      await this.#refuse(pending, failure);
      throw error;
    } finally {
      this.#dialing = undefined;
    }
  }

  async #dial({ target, awaiting }: PendingStream, signal: AbortSignal): Promise<StreamConn> {
    const { clock, dialer, timeouts } = this.#parts;
    const limitMs = awaiting === undefined ? timeouts.connectMs : timeouts.halfClosedMs;
    const alarm = clock.at(limitMs, () => {
      this.#dialing?.abort(new DialError("timed_out", "Cannot connect: no answer in time"));
    });
    try {
      return await dialer.dial(target, {
        signal,
        client: dialingParty(this),
        user: this.user,
        source: this.client.host,
        awaiting,
        progress: (stage) => this.#report(stage),
        reached: (upstream) => this.upstream = upstream,
      });
    } finally {
      alarm.cancel();
    }
  }

  async #refuse(pending: Pending, failure: DialFailure): Promise<void> {
    if (this.#ending !== undefined) return;
    // Also for a client that does not read its refusal.
    this.#endAfter(LINGER_MS, undefined);
    try {
      await pending.abort(failure);
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      // The client has left: nobody to linger for.
      return;
    }
    await this.#linger(this.#clientConn);
  }

  #stream(upstream: StreamConn, complete: Promise<void> | undefined): Promise<unknown> {
    this.#enter("STREAM");
    const copying = copyBothWays({
      client: this.#clientConn,
      upstream,
      // An exchange must hear of the upstream's end: it may be the end of the answer.
      closesAfter: complete === undefined,
      moved: (direction, bytes) => this.#moved(direction, bytes),
      finished: () => this.#halfClosed(),
    });
    if (complete === undefined) return copying;
    // Closing the upstream of a complete exchange breaks the copying, which then has nothing left to do.
    copying.catch(() => {});
    return Promise.race([copying, complete]);
  }

  /** From here on it is the idle limit that ends the connection. */
  #watch(): void {
    this.idleLimitMs = this.#parts.timeouts.idleMs;
    this.#parts.sweep.add(this);
    this.movedAt = this.#parts.sweep.now;
  }

  /** It may have been ended in the very turn in which something came of what it waited for. */
  #refuseEnded(): void {
    if (this.#ending !== undefined) throw new StreamError("closed", "Cannot go on: it was ended");
  }

  #moved(direction: Direction, bytes: number): void {
    if (direction === "uplink") this.bytesUp += bytes;
    else this.bytesDown += bytes;
    this.movedAt = this.#parts.sweep.now;
  }

  #halfClosed(): void {
    this.idleLimitMs = this.#parts.timeouts.halfClosedMs;
    this.movedAt = this.#parts.sweep.now;
  }

  /** Leaves a client whose connection has failed, as it deserves. */
  async #part(error: unknown): Promise<void> {
    if (this.#ending !== undefined) return;
    this.#parts.sweep.remove(this);
    const fault = distrustOf(error);
    if (fault !== undefined) this.#parts.observer.distrusted(this, fault);
    switch (partingOf(error)) {
      case "absorb":
        // Until the request was complete the deadline from accept is still running.
        if (!this.#deadline.isSet) {
          this.#endAfter(this.#parts.timeouts.handshakeMs, undefined);
        }
        this.#ending = outcomeOf(error);
        await discard(this.#conn);
        break;
      case "linger":
        await this.#linger(this.#conn);
        break;
      case "close":
        break;
    }
  }

  /** Sends FIN and waits for the client's, so that our last words reach it. */
  async #linger(from: StreamConn): Promise<void> {
    if (this.#ending !== undefined) return;
    this.#endAfter(LINGER_MS, undefined);
    await this.#conn.closeWrite().catch(() => {});
    await discard(from);
    // What no longer opens is taken in as well: to stop here would tell a stranger that it was read.
    if (from !== this.#conn) await discard(this.#conn);
  }

  #report(stage: ReportedStage): void {
    // The next request of a connection has the same time as the first, from its first byte.
    if (stage === "ADDR" && !this.#deadline.isSet) {
      this.#parts.sweep.remove(this);
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
    this.#deadline.set(ms, () => {
      if (outcome === undefined) this.#closeClient();
      else this.end(outcome);
    });
  }

  #closeClient(): void {
    this.#clientConn.close();
    this.#conn.close();
  }

  #destroy(outcome: Outcome, cause: unknown): void {
    this.#deadline.cancel();
    this.#parts.sweep.remove(this);
    this.#upstream?.close();
    this.#closeClient();
    this.#parts.observer.ended(this, outcome, cause instanceof Error ? cause : undefined);
    this.stage = "DESTROYED";
  }
}
