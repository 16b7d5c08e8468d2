// A UDP target for the far end of a proxy: sends back what it gets, and remembers who sent how much.

import { testBytes } from "./test_bytes.ts";

/** No datagram is longer. */
const BUFFER_BYTES = 65_535;

export class UdpEcho implements AsyncDisposable {
  readonly #socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #served = this.#serve();
  readonly #senders = new Set<string>();
  #datagrams = 0;
  #bytes = 0;
  #changed = Promise.withResolvers<void>();

  get port(): number {
    return (this.#socket.addr as Deno.NetAddr).port;
  }

  /** What has come so far. */
  get datagrams(): number {
    return this.#datagrams;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How many sockets it came from. */
  get senders(): number {
    return this.#senders.size;
  }

  /** Resolves when so many have come. */
  async untilDatagrams(count: number): Promise<void> {
    while (this.#datagrams < count) await this.#changed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#served;
  }

  async #serve(): Promise<void> {
    const buffer = new Uint8Array(BUFFER_BYTES);
    try {
      for (;;) {
        const [bytes, from] = await this.#socket.receive(buffer);
        this.#count(bytes, from as Deno.NetAddr);
        await this.#socket.send(bytes, from);
      }
    } catch {
      // Closed by the end of the test.
    }
  }

  #count(bytes: Uint8Array, { hostname, port }: Deno.NetAddr): void {
    this.#senders.add(`${hostname} ${port}`);
    this.#datagrams++;
    this.#bytes += bytes.length;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** `count` payloads of `least` to `most` bytes, each another one. */
export function* payloadsOf(count: number, { least = 1, most = 1400 } = {}): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield testBytes(least + (i * 37) % (most - least + 1));
}
