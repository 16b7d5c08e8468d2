// ConnectLiteral over Deno.connect. Only IP literals: a name would go to a small pool of threads that slow names can
// block for the whole process.

import { formatHostPort, type HostPort } from "./address.ts";
import type { BufferPool } from "./buffer_pool.ts";
import { DenoTcpConn, PAYLOAD } from "./deno_tcp_conn.ts";
import type { DenoTurns } from "./deno_turns.ts";
import { DialError, type DialFailure } from "./dial_failure.ts";
import { isIp } from "./ip_address.ts";
import type { ConnectLiteral } from "./stream_dialer.ts";
import { applyTcpOptions, type TcpOptions } from "./tcp_options.ts";

export function tcpConnector(
  buffers: BufferPool,
  tcp: TcpOptions,
  turns?: DenoTurns,
): ConnectLiteral {
  const parts = { buffers, turns, habit: PAYLOAD };
  return async (address, signal) => {
    if (!isIp(address.host)) {
      throw new TypeError(`Cannot connect to "${address.host}": not a literal`);
    }
    try {
      const socket = await Deno.connect({ hostname: address.host, port: address.port, signal });
      applyTcpOptions(socket, tcp);
      return new DenoTcpConn(socket, parts);
    } catch (error) {
      throw dialError(error, address, signal);
    }
  };
}

function dialError(cause: unknown, address: HostPort, signal: AbortSignal): DialError {
  if (signal.aborted) {
    if (signal.reason instanceof DialError) return signal.reason;
    return new DialError("cancelled", `Gave up connecting to ${formatHostPort(address)}`, {
      cause,
    });
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return new DialError(failureOf(cause), `Cannot connect to ${formatHostPort(address)}: ${text}`, {
    cause,
    at: hasRunOut(cause) ? "here" : "target",
  });
}

/** Of descriptors, memory, or ports to connect from. */
function hasRunOut(cause: unknown): boolean {
  if (cause instanceof Deno.errors.AddrNotAvailable) return true;
  if (!(cause instanceof Error) || !("code" in cause)) return false;
  return ["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL"].includes(`${cause.code}`);
}

/** Deno has classes for some errors of connect(2) and only a `code` for the others. */
function failureOf(cause: unknown): DialFailure {
  if (cause instanceof Deno.errors.ConnectionRefused) return "refused";
  if (cause instanceof Deno.errors.TimedOut) return "timed_out";
  if (cause instanceof Deno.errors.NotCapable) return "denied";
  if (cause instanceof Deno.errors.PermissionDenied) return "denied";
  if (!(cause instanceof Error) || !("code" in cause)) return "other";
  switch (cause.code) {
    case "ECONNREFUSED":
      return "refused";
    case "ENETUNREACH":
    case "ENETDOWN":
      return "network_unreachable";
    case "EHOSTUNREACH":
    case "EHOSTDOWN":
      return "host_unreachable";
    case "ETIMEDOUT":
      return "timed_out";
    case "EACCES":
    case "EPERM":
      return "denied";
    default:
      return "other";
  }
}
