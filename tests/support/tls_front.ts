// What makes a TLS proxy of a plain one: it takes TLS connections and hands their bytes on.

import { chunksOf, writeAll } from "./test_conn.ts";
import { TEST_CERTIFICATE } from "./test_certificate.ts";

export class TlsFront implements AsyncDisposable {
  readonly #listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...TEST_CERTIFICATE });
  readonly #behind: number;
  readonly #served: Promise<void>;

  /** `behind`: the port of loopback that the bytes go to. */
  constructor(behind: number) {
    this.#behind = behind;
    this.#served = this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#served;
  }

  async #serve(): Promise<void> {
    const streams: Promise<void>[] = [];
    for (;;) {
      try {
        streams.push(this.#join(await this.#listener.accept()));
      } catch {
        // Closed by the end of the test.
        break;
      }
    }
    await Promise.all(streams);
  }

  async #join(outer: Deno.TlsConn): Promise<void> {
    using near = outer;
    using far = await Deno.connect({ hostname: "127.0.0.1", port: this.#behind });
    // A client that does not trust us leaves in the handshake, and one that has had enough without a word.
    await Promise.all([pass(near, far), pass(far, near)]).catch(() => {});
  }
}

async function pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  for await (const chunk of chunksOf(from)) await writeAll(to, chunk);
  await to.closeWrite();
}
