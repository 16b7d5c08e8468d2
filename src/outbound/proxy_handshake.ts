// What all proxies have in common: one is dialed, and talked to until it has said whether it reaches the target. Whatever
// it does, the caller hears of it in time as a DialError, and the connection is closed unless it is handed out.

import { formatHostPort, type HostPort } from "../net/address.ts";
import { asError } from "../net/as_error.ts";
import type { Cancel, Clock } from "../net/clock.ts";
import { DialError, failedOnTheWay } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import { ProxyRefusal } from "./proxy_refusal.ts";

export interface ProxyParts {
  readonly proxy: HostPort;
  /** How the proxy itself is reached. */
  readonly transport: StreamDialer;
  readonly clock: Clock;
  /** From when the proxy is reached until it has given its answer. */
  readonly handshakeMs: number;
}

/**
 * What `talk` makes of a connection to the proxy, in time. `talk` rejects with a ProxyRefusal when the proxy says no, and
 * with whatever comes when it talks nonsense; it need not close anything. Without the `deadline`, only the caller ends it.
 */
export async function throughProxy<T>(
  parts: ProxyParts,
  options: DialOptions,
  talk: (conn: StreamConn, deadline: Cancel) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  const conn = await reach(parts, options);
  const end = Promise.withResolvers<never>();
  const giveUp = () => end.reject(signal.reason);
  const alarm = parts.clock.at(parts.handshakeMs, () => end.reject(lateError(parts)));
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([talk(conn, alarm), end.promise]);
  } catch (error) {
    conn.close();
    throw talkError(error, parts.proxy, signal);
  } finally {
    alarm.cancel();
    signal.removeEventListener("abort", giveUp);
  }
}

async function reach(parts: ProxyParts, options: DialOptions): Promise<StreamConn> {
  try {
    return await parts.transport.dial(parts.proxy, { ...options, awaiting: undefined });
  } catch (error) {
    throw reachError(error, parts.proxy);
  }
}

/** Wherever on the way to the proxy it failed: to us it is the upstream that does. */
function reachError(cause: unknown, proxy: HostPort): DialError {
  if (cause instanceof DialError && cause.failure === "cancelled") return cause;
  const failure = cause instanceof DialError ? cause.failure : "other";
  const message = `Cannot reach the proxy ${formatHostPort(proxy)}: ${asError(cause).message}`;
  return new DialError(failure, message, { cause, at: failedOnTheWay(cause) });
}

function talkError(cause: unknown, proxy: HostPort, signal: AbortSignal): DialError {
  if (cause instanceof DialError) return cause;
  if (signal.aborted) return new DialError("cancelled", "Gave up: the dial was ended", { cause });
  const { failure, at } = cause instanceof ProxyRefusal ? cause : NONSENSE;
  const shown = formatHostPort(proxy);
  const message = `Cannot connect through the proxy ${shown}: ${asError(cause).message}`;
  return new DialError(failure, message, { cause, at });
}

const NONSENSE = { failure: "other", at: "upstream" } as const;

function lateError({ proxy, handshakeMs }: ProxyParts): DialError {
  const shown = formatHostPort(proxy);
  const message = `Cannot connect through the proxy ${shown}: no answer in ${handshakeMs} ms`;
  return new DialError("timed_out", message, { at: "upstream" });
}
