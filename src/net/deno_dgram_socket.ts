// A DatagramSocket over node:dgram, for where Deno's own API is not to be had (it wants `--unstable-net`). Node pushes
// datagrams, so those that nobody has asked for yet wait here, as copies, and in bounds.

import type { RemoteInfo, Socket } from "node:dgram";
import type { HostPort } from "./address.ts";
import type { Datagram, DatagramSocket } from "./datagram_socket.ts";
import { isIp } from "./ip_address.ts";
import { unmapIpv4 } from "./mapped_ipv4.ts";
import { StreamError } from "./stream_error.ts";

/** About what the system keeps for a socket. */
const MAX_WAITING_BYTES = 256 * 1024;
/** What a datagram costs beyond its bytes, so that empty ones are bounded as well. */
const OVERHEAD_BYTES = 256;

export async function openDgramSocket({ host, port }: HostPort): Promise<DatagramSocket> {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("error", reject);
  socket.bind({ address: host, port }, resolve);
  try {
    await promise;
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.off("error", reject);
  return new DgramSocket(socket);
}

class DgramSocket implements DatagramSocket {
  readonly address: HostPort;
  readonly #socket: Socket;
  readonly #waiting: Datagram[] = [];
  #waitingBytes = 0;
  /** Node forgets those that it has not carried out when the socket is closed. */
  readonly #sending = new Set<(isTaken: boolean) => void>();
  #receiving: PromiseWithResolvers<Datagram> | undefined;
  #closed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    const { address, port } = socket.address();
    this.address = { host: address, port };
    socket.on("message", (bytes, from) => this.#arrived(bytes, from));
    // What the network says about datagrams sent before; what cannot be sent is told to send().
    socket.on("error", () => {});
  }

  receive(): Promise<Datagram> {
    if (this.#closed) return Promise.reject(closedError());
    const datagram = this.#waiting.shift();
    if (datagram === undefined) return (this.#receiving = Promise.withResolvers()).promise;
    this.#waitingBytes -= weightOf(datagram.bytes);
    return Promise.resolve(datagram);
  }

  send(bytes: Uint8Array, { host, port }: HostPort): Promise<boolean> {
    if (this.#closed || !isIp(host) || port === 0) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#sending.add(resolve);
    this.#socket.send(bytes, 0, bytes.length, port, host, (error) => {
      this.#sending.delete(resolve);
      resolve(!error);
    });
    return promise;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#receiving?.reject(closedError());
    for (const resolve of this.#sending) resolve(false);
    this.#socket.close();
  }

  #arrived(buffer: Uint8Array, { address, port }: RemoteInfo): void {
    if (this.#waitingBytes + weightOf(buffer) > MAX_WAITING_BYTES) return;
    // Each comes in a buffer of 64 KiB.
    const datagram = {
      bytes: new Uint8Array(buffer),
      from: { host: unmapIpv4(address), port },
    };
    const receiving = this.#receiving;
    this.#receiving = undefined;
    if (receiving !== undefined) return receiving.resolve(datagram);
    this.#waiting.push(datagram);
    this.#waitingBytes += weightOf(buffer);
  }
}

function weightOf({ length }: Uint8Array): number {
  return length + OVERHEAD_BYTES;
}

function closedError(): StreamError {
  return new StreamError("closed", "Cannot receive: the socket is closed");
}
