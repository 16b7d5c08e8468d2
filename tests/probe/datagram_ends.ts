// Both ends of datagrams through a server: a client that keeps count of what comes back, and a target that counts what arrives
// and sends it back.

import { within } from "../support/deadline.ts";
import type { HostPort } from "../../src/net/address.ts";

const PATIENCE_MS = 5000;
const LOOPBACK = { transport: "udp", hostname: "127.0.0.1", port: 0 } as const;

/** A socket that counts what it gets. */
class CountingSocket implements AsyncDisposable {
  protected readonly socket: Deno.DatagramConn = Deno.listenDatagram(LOOPBACK);
  readonly #heard: Promise<void>;
  #count = 0;
  #latest: Uint8Array = new Uint8Array(0);
  #changed = Promise.withResolvers<void>();

  constructor(answer?: (bytes: Uint8Array, to: Deno.Addr, from: Deno.DatagramConn) => unknown) {
    this.#heard = this.#hear(answer);
  }

  get address(): HostPort {
    const { hostname, port } = this.socket.addr as Deno.NetAddr;
    return { host: hostname, port };
  }

  get count(): number {
    return this.#count;
  }

  /** What came last. */
  get latest(): Uint8Array {
    return this.#latest;
  }

  async untilCount(count: number): Promise<void> {
    await within(PATIENCE_MS, `Datagram ${count}`, this.#until(count));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    await this.#heard;
  }

  async #until(count: number): Promise<void> {
    while (this.#count < count) await this.#changed.promise;
  }

  async #hear(
    answer?: (bytes: Uint8Array, to: Deno.Addr, from: Deno.DatagramConn) => unknown,
  ): Promise<void> {
    for await (const [bytes, from] of this.socket) {
      this.#count++;
      this.#latest = bytes;
      await answer?.(bytes, from, this.socket);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers<void>();
    }
  }
}

export class DatagramClient extends CountingSocket {
  async send(bytes: Uint8Array, port: number): Promise<void> {
    await this.socket.send(bytes, { transport: "udp", hostname: "127.0.0.1", port });
  }
}

export class DatagramEcho extends CountingSocket {
  constructor() {
    super((bytes, to, socket) => socket.send(bytes, to));
  }
}
