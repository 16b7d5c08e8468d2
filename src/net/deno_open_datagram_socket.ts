// How this process opens UDP sockets: by Deno's own API where it is there, otherwise by node:dgram, which costs about
// three times as much per datagram and is loaded only then.

import type { HostPort } from "./address.ts";
import type { DatagramSocket, OpenDatagramSocket } from "./datagram_socket.ts";
import { type DatagramSocketParts, DenoDatagramSocket } from "./deno_datagram_socket.ts";
import { listenErrorOf } from "./deno_listen_failure.ts";

/** Rejects with a ListenError only. */
export function datagramSockets(parts: DatagramSocketParts): OpenDatagramSocket {
  const open = "listenDatagram" in Deno
    ? (local: HostPort) => openDenoSocket(local, parts)
    : openNodeSocket;
  return async (local) => {
    try {
      return await open(local);
    } catch (cause) {
      throw listenErrorOf(cause, local);
    }
  };
}

function openDenoSocket({ host, port }: HostPort, parts: DatagramSocketParts): DatagramSocket {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: host, port });
  return new DenoDatagramSocket(socket, parts);
}

async function openNodeSocket(local: HostPort): Promise<DatagramSocket> {
  const { openDgramSocket } = await import("./deno_dgram_socket.ts");
  return await openDgramSocket(local);
}
