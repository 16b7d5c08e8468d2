// Listening sockets, or the reason why there are none in words for the person at the keyboard.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { DatagramSocket, OpenDatagramSocket } from "../net/datagram_socket.ts";
import { ListenError } from "../net/listen_error.ts";
import { type ListenOptions, listenTcp } from "../net/deno_tcp_listener.ts";
import type { StreamListener } from "../net/stream_conn.ts";
import { ServiceError } from "./service_error.ts";

/** All or none. */
export function openListeners(
  addresses: readonly HostPort[],
  options: ListenOptions,
): readonly StreamListener[] {
  const listeners: StreamListener[] = [];
  try {
    for (const address of addresses) listeners.push(openListener(address, options));
    return listeners;
  } catch (error) {
    for (const listener of listeners) listener.close();
    throw error;
  }
}

/** A name is no address to receive packets at. */
export async function openPacketSocket(
  address: HostPort,
  open: OpenDatagramSocket,
): Promise<DatagramSocket> {
  try {
    return await open(address);
  } catch (cause) {
    const { message, hint } = explain(cause, address);
    throw new ServiceError(message, hint, { cause });
  }
}

export function openListener(address: HostPort, options: ListenOptions): StreamListener {
  try {
    return listenTcp(address, options);
  } catch (cause) {
    const { message, hint } = explain(cause, address);
    throw new ServiceError(message, hint, { cause });
  }
}

/** Of what is thrown here. */
export function isInUse(error: unknown): boolean {
  return error instanceof ServiceError && error.cause instanceof ListenError &&
    error.cause.failure === "in_use";
}

function explain(cause: unknown, address: HostPort): { message: string; hint: string } {
  const where = formatHostPort(address);
  const failure = cause instanceof ListenError ? cause.failure : "other";
  switch (failure) {
    case "in_use":
      return {
        message: `cannot listen on ${where}: the port is in use`,
        hint:
          "stop the program that holds it, or choose another port: -l (local, tunnel), -p (server)",
      };
    case "not_permitted":
      return {
        message: `cannot listen on ${where}: permission denied`,
        hint: "choose a port above 1023, or grant the program CAP_NET_BIND_SERVICE",
      };
    case "not_ours":
      return {
        message: `cannot listen on ${where}: the address is not one of this machine's`,
        hint: "use 127.0.0.1 for this machine alone, 0.0.0.0 or :: for every network it is in",
      };
    case "name_not_found":
      return {
        message: `cannot listen on ${where}: the name does not resolve`,
        hint: "listen on an address: 0.0.0.0, :: or 127.0.0.1",
      };
    case "unshareable":
      return {
        message: `cannot listen on ${where} with reuse_port: Deno wants its unstable net API`,
        hint: "deno run -A --unstable-net ..., or leave out --reuse-port",
      };
    case "other":
      return {
        message: `cannot listen on ${where}: ${
          cause instanceof Error ? cause.message : String(cause)
        }`,
        hint: "use 127.0.0.1 for this machine alone, 0.0.0.0 or :: for every network it is in",
      };
  }
}
