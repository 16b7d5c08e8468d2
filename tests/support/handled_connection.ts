// One TcpHandler with everything around it in the test's hands: both peers, the dial, the clock.

import { assert, assertEquals } from "@std/assert";
import type { Associate } from "../../src/net/associate.ts";
import type { Inbound } from "../../src/net/inbound.ts";
import type { Outcome } from "../../src/net/relay_observer.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { IdleSweep } from "../../src/relay/idle_sweep.ts";
import { type RelayTimeouts, TcpHandler } from "../../src/relay/tcp_handler.ts";
import { FakeDialer } from "./fake_dialer.ts";
import { FakeRequest, inboundOf, type RequestOptions } from "./fake_inbound.ts";
import { ManualClock } from "./manual_clock.ts";
import { type Ending, RecordingObserver } from "./recording_observer.ts";
import { turn } from "./turn.ts";
import { type WatchedConn, watchedPipe } from "./watched_conn.ts";

/** Short where the clock has to pass them in many steps. */
export const TIMEOUTS: RelayTimeouts = {
  handshakeMs: 59_000,
  connectMs: 10_000,
  idleMs: 4_000,
  halfClosedMs: 2_000,
};

export interface HandledOptions {
  readonly timeouts?: Partial<RelayTimeouts>;
  /** In place of an inbound that asks once, with the client's connection as it is. */
  readonly inbound?: Inbound;
  /** For the request of the default inbound. */
  readonly request?: Omit<RequestOptions, "client"> & { readonly client?: StreamConn };
  readonly associate?: Associate;
  readonly clock?: ManualClock;
  readonly sweep?: IdleSweep;
  readonly client?: { readonly near: WatchedConn; readonly far: StreamConn };
}

export class HandledConnection {
  readonly clock: ManualClock;
  readonly sweep: IdleSweep;
  readonly observer = new RecordingObserver();
  readonly dialer = new FakeDialer();
  /** Our end and the test's end of either connection. */
  readonly client: WatchedConn;
  readonly clientFar: StreamConn;
  readonly upstream: WatchedConn;
  readonly upstreamFar: StreamConn;
  /** What the default inbound asks. */
  readonly request: FakeRequest;
  readonly handler: TcpHandler;
  isOver = false;
  /** Requests that the handler has told of. */
  asked = 0;
  #connected = false;

  constructor(options: HandledOptions = {}) {
    this.clock = options.clock ?? new ManualClock();
    this.sweep = options.sweep ?? new IdleSweep(this.clock);
    ({ near: this.client, far: this.clientFar } = options.client ?? watchedPipe());
    ({ near: this.upstream, far: this.upstreamFar } = watchedPipe());
    this.request = new FakeRequest({ client: this.client, ...options.request });
    this.handler = new TcpHandler(this.client, {
      id: 1,
      inbound: options.inbound ?? asksOnce(this.request),
      dialer: this.dialer,
      clock: this.clock,
      sweep: this.sweep,
      observer: this.observer,
      timeouts: { ...TIMEOUTS, ...options.timeouts },
      asked: () => this.asked++,
      ...(options.associate && { associate: options.associate }),
    });
    this.handler.run().then(() => this.isOver = true);
  }

  /** Lets the dial succeed. */
  async connect(): Promise<void> {
    await turn();
    this.reach();
    await turn();
  }

  /** The same without a turn of the event loop around it. */
  reach(): void {
    this.#connected = true;
    this.dialer.last.succeed(this.upstream);
  }

  /** Asserts that the connection is over, with everything released and told exactly once. */
  async assertOver(outcome: Outcome): Promise<Ending> {
    await turn();
    assert(this.isOver, `not over; last stage: ${this.handler.stage}`);
    assertEquals(this.observer.outcomes, [outcome]);
    assertEquals(this.handler.stage, "DESTROYED");
    assert(this.client.closed, "the client's connection was not closed");
    assertEquals([...this.client.breaches, ...this.upstream.breaches], []);
    assertEquals(this.upstream.closed, this.#connected, "the upstream's connection was not closed");
    // What may be left is the sweep's alarm, which finds nothing to look at.
    await this.clock.advance(1000);
    assertEquals(this.clock.pending, 0);
    return this.observer.endings[0]!;
  }

  async assertNotOver(): Promise<void> {
    await turn();
    assertEquals(this.observer.outcomes, []);
    assert(!this.client.closed, "the client's connection was closed");
  }
}

function asksOnce(request: FakeRequest): Inbound {
  return inboundOf(async function* (_conn, progress) {
    progress("ADDR");
    yield await Promise.resolve(request);
  });
}
