// What the relay tells about connections: to the log, later to metrics and the dashboard.

import type { HostPort } from "./address.ts";
import type { DialFailure } from "./dial_failure.ts";
import type { StreamFault } from "./stream_error.ts";

export type Stage =
  | "INIT"
  | "ADDR"
  | "UDP_ASSOC"
  | "DNS"
  | "CONNECTING"
  | "STREAM"
  | "DESTROYED";

/** How a connection ended. */
export type Outcome =
  /** Both halves finished. */
  | "finished"
  /**
   * Both halves finished, and the upstream has not sent a byte. Behind a Shadowsocks server: it cannot reach the target, or
   * has another password or method.
   */
  | "unanswered"
  /** The client said nothing that asks for anything. */
  | "empty"
  | StreamFault
  | DialFailure
  /** The handshake deadline passed. */
  | "handshake_timed_out"
  /** It had not asked for anything yet, and had to make room. */
  | "evicted"
  /** Nothing moved for too long. */
  | "idle"
  /** Ended because the process stops. */
  | "stopped"
  /** A defect of ours; the log has the error. */
  | "defect";

/** A connection as observers see it; a live view, not a copy. */
export interface ConnectionView {
  /** Counts up from 1 within one relay; where there are several, `relay.count`. */
  readonly id: number | string;
  readonly client: HostPort;
  readonly user: string | undefined;
  readonly target: HostPort | undefined;
  /** The one of several upstreams by which the target is reached. */
  readonly upstream?: string | undefined;
  /** The stage entered last; in `ended`, the last one before DESTROYED. */
  readonly stage: Stage;
  /** Payload bytes, client to target. */
  readonly bytesUp: number;
  /** Payload bytes, target to client. */
  readonly bytesDown: number;
  /** Since accept. */
  readonly durationMs: number;
}

/** Must not throw. */
export interface RelayObserver {
  entered(connection: ConnectionView, stage: Stage): void;
  /**
   * The client has not shown that it knows a key or password, or sends what no client would. Told at once; the
   * connection may then go on for a while, absorbed in silence.
   */
  distrusted(connection: ConnectionView, fault: StreamFault): void;
  /** Once per connection, when everything is released. `cause` is the error behind the outcome, if there is one. */
  ended(connection: ConnectionView, outcome: Outcome, cause: Error | undefined): void;
  /** Accepting failed and is tried again after `retryMs`. */
  acceptFailed(listener: HostPort, cause: Error, retryMs: number): void;
}
