// The contract of a way to reach a target. A dialer is built from what it dials through, so a chain is nesting.

import type { HostPort } from "./address.ts";
import type { Progress } from "./progress.ts";
import type { StreamConn } from "./stream_conn.ts";

/**
 * A connection that the target is to make, instead of one that is made to it (SOCKS BIND). Ways that cannot wait for one
 * reject with `unsupported`.
 */
export interface Awaiting {
  /** The way takes it at this address. Called once, before `arrived`; rejects with a DialError. */
  listening(address: HostPort): Promise<void>;
  /** It has come, from there: `dial()` will resolve. */
  arrived(peer: HostPort): void;
}

export interface DialOptions {
  /** Aborting ends the dial at once; it then rejects with a DialError. */
  readonly signal: AbortSignal;
  /** For whom, as what is limited per client is counted: a user, or an IP address. */
  readonly client?: string | undefined;
  /** Who asks, where users are told apart: for rules. */
  readonly user?: string | undefined;
  /** The IP address that the client comes from: for choices that keep to one way for one client. */
  readonly source?: string | undefined;
  readonly awaiting?: Awaiting | undefined;
  /** Hears of DNS and CONNECTING. */
  readonly progress: Progress;
  /** Hears by which of several upstreams the target is reached; again when that changes. */
  readonly reached?: ((upstream: string) => void) | undefined;
}

export interface StreamDialer {
  /** Resolves when the transport is up. Rejects with a DialError only. The caller closes what it got. */
  dial(target: HostPort, options: DialOptions): Promise<StreamConn>;
}

/** How the platform opens one TCP connection to an IP literal; rejects with a DialError only. */
export type ConnectLiteral = (address: HostPort, signal: AbortSignal) => Promise<StreamConn>;
