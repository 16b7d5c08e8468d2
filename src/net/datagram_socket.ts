// The contract of one UDP socket.

import type { HostPort } from "./address.ts";

export interface Datagram {
  /** Leased until the next `receive()`, also when the socket is closed meanwhile. May be empty. */
  readonly bytes: Uint8Array;
  /** An IP literal and a port; IPv4 as IPv4 also where the socket is bound to `::`. */
  readonly from: HostPort;
}

export interface DatagramSocket {
  readonly address: HostPort;
  /**
   * The next datagram, whole; one at a time. What the network says about datagrams sent before (port unreachable) is no
   * failure of this call. Rejects once the socket is closed.
   */
  receive(): Promise<Datagram>;
  /**
   * Sends `bytes`, which may be reused once the promise resolves, to an IP literal. Whether the system has taken them:
   * `false` when they are too long, the network is unreachable or its buffers are full. Any number at a time. Never
   * rejects.
   */
  send(bytes: Uint8Array, to: HostPort): Promise<boolean>;
  /** Idempotent. */
  close(): void;
}

/** Binds a socket; port 0: the system picks. Rejects with a ListenError only. */
export type OpenDatagramSocket = (local: HostPort) => Promise<DatagramSocket>;
