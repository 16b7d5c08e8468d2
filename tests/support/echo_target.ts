// A TCP server for the far end of a proxy that sends back what it gets, and its FIN after the client's.

import { chunksOf, writeAll } from "./test_conn.ts";

export class EchoTarget implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  readonly #served: Promise<void>;
  #changed = Promise.withResolvers<void>();

  constructor() {
    this.#served = this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Connections that are not over yet. */
  get connections(): number {
    return this.#open.size;
  }

  /** Resolves when so many are open. */
  async untilConnections(count: number): Promise<void> {
    while (this.#open.size !== count) await this.#changed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#open) this.#close(conn);
    await this.#served;
  }

  async #serve(): Promise<void> {
    const echoes: Promise<void>[] = [];
    for await (const conn of this.#listener) echoes.push(this.#echo(conn));
    await Promise.all(echoes);
  }

  async #echo(conn: Deno.Conn): Promise<void> {
    this.#open.add(conn);
    this.#tellChange();
    try {
      for await (const chunk of chunksOf(conn)) await writeAll(conn, chunk);
      await conn.closeWrite();
    } catch {
      // Cut by the other side, or closed by the end of the test.
    }
    this.#close(conn);
  }

  #close(conn: Deno.Conn): void {
    if (!this.#open.delete(conn)) return;
    conn.close();
    this.#tellChange();
  }

  #tellChange(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
