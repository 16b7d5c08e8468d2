// A StreamListener that hands out what the test offers.

import type { HostPort } from "../../src/net/address.ts";
import type { StreamConn, StreamListener } from "../../src/net/stream_conn.ts";

export class FakeListener implements StreamListener {
  readonly address: HostPort = { host: "127.0.0.1", port: 1080 };
  closed = false;
  turnsAway = false;
  #waiting: PromiseWithResolvers<StreamConn> | undefined;

  /** Whether somebody waits in accept(). */
  get isAccepting(): boolean {
    return this.#waiting !== undefined;
  }

  accept(): Promise<StreamConn> {
    if (this.closed) return Promise.reject(new Error("The listener is closed"));
    this.#waiting = Promise.withResolvers<StreamConn>();
    return this.#waiting.promise;
  }

  turnAway(): void {
    this.turnsAway = true;
  }

  close(): void {
    this.closed = true;
    this.#take()?.reject(new Error("The listener was closed"));
  }

  /** Throws when nobody accepts. */
  offer(conn: StreamConn): void {
    this.#acceptor().resolve(conn);
  }

  fail(error: unknown): void {
    this.#acceptor().reject(error);
  }

  #acceptor(): PromiseWithResolvers<StreamConn> {
    const acceptor = this.#take();
    if (acceptor === undefined) throw new Error("Nobody accepts");
    return acceptor;
  }

  #take(): PromiseWithResolvers<StreamConn> | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }
}
