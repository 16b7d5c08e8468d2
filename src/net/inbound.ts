// The contract of the client's side: how a connection turns into requests. The relay decides, the inbound speaks its
// own replies.

import type { HostPort } from "./address.ts";
import type { DialFailure } from "./dial_failure.ts";
import type { Progress } from "./progress.ts";
import type { StreamConn } from "./stream_conn.ts";
import type { Awaiting } from "./stream_dialer.ts";

/**
 * One request of a client, waiting for the relay's decision: at most one of `proceed` and `abort` is called, neither when
 * the client leaves or the process stops meanwhile.
 */
export interface PendingStream {
  readonly kind: "stream";
  readonly target: HostPort;
  /** Who asks, where the protocol authenticates users. */
  readonly user: string | undefined;
  /** The client's bytes from here on, beginning with whatever it has pipelined. */
  readonly client: StreamConn;
  /** Present where the client wants the target to connect to it: hears of what becomes of that before `proceed`. */
  readonly awaiting?: Awaiting;
  /** The target is reached: sends the success reply, where the protocol has one. */
  proceed(): Promise<void>;
  /** The target is not reached: sends the refusal, where the protocol has one. Leaves closing to the relay. */
  abort(failure: DialFailure): Promise<void>;
  /**
   * Present where a request ends before the connection does (HTTP keep-alive): resolves once the answer is complete,
   * though the upstream might go on; the relay then leaves the upstream and asks for the next request.
   */
  readonly complete?: Promise<void>;
}

/** A client that wants to send packets for as long as its connection lives (SOCKS5 UDP ASSOCIATE). */
export interface PendingAssociation {
  readonly kind: "association";
  readonly user: string | undefined;
  /** Says nothing more; the association lives until it ends. */
  readonly client: StreamConn;
  /** Packets are taken at `relay`: sends the success reply. */
  proceed(relay: HostPort): Promise<void>;
  /** No packets are taken: sends the refusal. Leaves closing to the relay. */
  abort(failure: DialFailure): Promise<void>;
}

export type Pending = PendingStream | PendingAssociation;

export interface Inbound {
  /**
   * The requests of one connection, in order; the next one is asked for when the last one is over.
   * Throws a StreamError when the client's bytes are not a request. Never closes `conn`.
   */
  accept(conn: StreamConn, progress: Progress): AsyncIterable<Pending>;
}
