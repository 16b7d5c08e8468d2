// A DatagramSocket over Deno.listenDatagram. A datagram takes one system call when it is there already, and with one
// receive at a time they stay in order: more of them at once were no quicker (measured), and mixed them up.

import type { HostPort } from "./address.ts";
import type { Clock } from "./clock.ts";
import type { DatagramBuffers } from "./datagram_buffers.ts";
import type { Datagram, DatagramSocket } from "./datagram_socket.ts";
import type { DenoTurns } from "./deno_turns.ts";
import { isIp } from "./ip_address.ts";
import { unmapIpv4 } from "./mapped_ipv4.ts";
import { StreamError } from "./stream_error.ts";

export interface DatagramSocketParts {
  readonly buffers: DatagramBuffers;
  readonly clock: Clock;
  /** Without them a flood of datagrams holds up everybody else. */
  readonly turns?: DenoTurns;
}

/** A failed receive is tried again at once so often: the system tells each error of an earlier send but once. */
const RETRIES_AT_ONCE = 16;
const RETRY_MS = 100;
/** After so many datagrams the other sockets are looked at, if it is time. */
const TURN_DATAGRAMS = 16;

export class DenoDatagramSocket implements DatagramSocket {
  readonly address: HostPort;
  readonly #socket: Deno.DatagramConn;
  readonly #parts: DatagramSocketParts;
  /** Present while a receive is pending or its datagram on lease. */
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #closed = false;
  /** Ends a rest after failures. */
  #wake: () => void = () => {};
  /** The literal that was sent to last: most sockets have one peer, and to look again costs 5 % of a datagram. */
  #peer = "";
  #failures = 0;
  #received = 0;

  constructor(socket: Deno.DatagramConn, parts: DatagramSocketParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.address = hostPortOf(socket.addr);
  }

  async receive(): Promise<Datagram> {
    if (++this.#received % TURN_DATAGRAMS === 0) await this.#parts.turns?.due();
    while (!this.#closed) {
      try {
        const buffer = this.#buffer ??= this.#parts.buffers.take();
        const [bytes, from] = await this.#socket.receive(buffer);
        this.#failures = 0;
        if (!this.#closed) return { bytes, from: hostPortOf(from) };
      } catch {
        if (++this.#failures > RETRIES_AT_ONCE && !this.#closed) await this.#rest();
      }
    }
    this.#giveBuffer();
    throw new StreamError("closed", "Cannot receive: the socket is closed");
  }

  async send(bytes: Uint8Array, { host, port }: HostPort): Promise<boolean> {
    if (!this.#isLiteral(host)) return false;
    try {
      await this.#socket.send(bytes, { transport: "udp", hostname: host, port });
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // The buffer is in use: a pending receive gives it back, or the next one after a datagram on lease.
    this.#socket.close();
    this.#wake();
  }

  /** A name would go to a small pool of threads that slow names can block for the whole process. */
  #isLiteral(host: string): boolean {
    if (host === this.#peer) return true;
    if (!isIp(host)) return false;
    this.#peer = host;
    return true;
  }

  /** So that a socket which is broken for good does not keep the process busy. */
  async #rest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const alarm = this.#parts.clock.at(RETRY_MS, resolve);
    await promise;
    alarm.cancel();
  }

  #giveBuffer(): void {
    if (this.#buffer === undefined) return;
    this.#parts.buffers.give(this.#buffer);
    this.#buffer = undefined;
  }
}

function hostPortOf(address: Deno.Addr): HostPort {
  // The type is that of Unix sockets as well; ours are UDP.
  const { hostname, port } = address as Deno.NetAddr;
  return { host: unmapIpv4(hostname), port };
}
