// A UDP target that answers each datagram with what a test makes of it.

const MAX_DATAGRAM = 65_535;

export interface AnswererOptions {
  readonly host?: string;
  readonly port?: number;
  readonly answer: (question: Uint8Array) => Uint8Array;
}

export class UdpAnswerer implements AsyncDisposable {
  readonly #socket: Deno.DatagramConn;
  readonly #answer: AnswererOptions["answer"];
  readonly #served: Promise<void>;
  #questions = 0;

  constructor({ host = "127.0.0.1", port = 0, answer }: AnswererOptions) {
    this.#socket = Deno.listenDatagram({ transport: "udp", hostname: host, port });
    this.#answer = answer;
    this.#served = this.#serve();
  }

  get port(): number {
    return (this.#socket.addr as Deno.NetAddr).port;
  }

  /** How many have come. */
  get questions(): number {
    return this.#questions;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#served;
  }

  async #serve(): Promise<void> {
    const buffer = new Uint8Array(MAX_DATAGRAM);
    try {
      for (;;) {
        const [question, from] = await this.#socket.receive(buffer);
        this.#questions++;
        await this.#socket.send(this.#answer(question), from);
      }
    } catch {
      // Closed by the end of the test.
    }
  }
}
