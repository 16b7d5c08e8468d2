// A client that sends to one UDP port of loopback, and collects what comes back until somebody asks for it.

import { within } from "./deadline.ts";

const ANSWER_MS = 5000;
const MAX_DATAGRAM = 65_535;

/** A way for payloads to a target and back. */
export interface PayloadPath {
  send(payload: Uint8Array): Promise<void>;
  /** The next payload, as the receiver's own copy; rejects when none comes. */
  receive(): Promise<Uint8Array>;
}

export class UdpClient implements PayloadPath, AsyncDisposable {
  readonly #socket: Deno.DatagramConn;
  readonly #to: Deno.NetAddr;
  readonly #waiting: Uint8Array[] = [];
  readonly #collected: Promise<void>;
  #arrived = Promise.withResolvers<void>();
  #heard = 0;

  constructor(port: number, { host = "127.0.0.1" }: { readonly host?: string } = {}) {
    this.#socket = Deno.listenDatagram({ transport: "udp", hostname: host, port: 0 });
    this.#to = { transport: "udp", hostname: "127.0.0.1", port };
    this.#collected = this.#collect();
  }

  /** How many datagrams have come, also those that nobody has asked for. */
  get heard(): number {
    return this.#heard;
  }

  async send(payload: Uint8Array): Promise<void> {
    await this.#socket.send(payload, this.#to);
  }

  async receive(): Promise<Uint8Array> {
    return await within(ANSWER_MS, "A datagram", this.#next());
  }

  /** What comes back for `payload`. */
  async exchange(payload: Uint8Array): Promise<Uint8Array> {
    await this.send(payload);
    return await this.receive();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#collected;
  }

  async #next(): Promise<Uint8Array> {
    for (;;) {
      const payload = this.#waiting.shift();
      if (payload !== undefined) return payload;
      await this.#arrived.promise;
    }
  }

  async #collect(): Promise<void> {
    const buffer = new Uint8Array(MAX_DATAGRAM);
    try {
      for (;;) {
        const [bytes] = await this.#socket.receive(buffer);
        this.#heard++;
        this.#waiting.push(bytes.slice());
        this.#arrived.resolve();
        this.#arrived = Promise.withResolvers();
      }
    } catch {
      // Closed by the end of the test.
    }
  }
}
