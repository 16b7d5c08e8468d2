// What a client of Shadowsocks opens its streams with: the bytes, and in how many segments of TCP they leave. Its server
// is played by a listener that says nothing.

import { concatBytes } from "../../src/net/bytes.ts";
import { Sniffer } from "../probe/sniffer.ts";
import { chunksOf } from "./test_conn.ts";

export interface Opening {
  /** All that came before the client's FIN. */
  readonly bytes: Uint8Array;
  /** How many segments held any of it. */
  readonly segments: number;
  /** From the connection to the client under test until the first of the bytes, or of those of all opened with it. */
  readonly tookMs: number;
}

/** Brings the client under test to open one more stream, by a connection to it that has said what it has to say. */
export type Open = () => Promise<Deno.Conn>;

export class OpeningsCollector implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #sniffer: Sniffer | undefined;

  /** Where the wire cannot be read, the chunks that arrive stand for the segments. */
  static async start(): Promise<OpeningsCollector> {
    const collector = new OpeningsCollector();
    collector.#sniffer = await Sniffer.open(collector.port);
    if (collector.#sniffer === undefined) console.log("counting chunks: no packets can be read");
    return collector;
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Those of `count` streams, opened at the same time. */
  async collect(count: number, open: Open): Promise<readonly Opening[]> {
    const startedAt = performance.now();
    const [clients, conns] = await Promise.all([
      Promise.all(Array.from({ length: count }, open)),
      this.#accept(count),
    ]);
    const streams = conns.map((conn) => chunksOf(conn));
    const firsts = await Promise.all(streams.map(async (stream) => copyOf(await stream.next())));
    const tookMs = performance.now() - startedAt;
    for (const client of clients) client.close();
    return await Promise.all(streams.map(async (stream, i) => {
      const chunks = [firsts[i]!];
      for await (const chunk of stream) chunks.push(chunk.slice());
      return { bytes: concatBytes(...chunks), segments: this.#finish(conns[i]!, chunks), tookMs };
    }));
  }

  [Symbol.dispose](): void {
    this.#sniffer?.[Symbol.dispose]();
    this.#listener.close();
  }

  async #accept(count: number): Promise<readonly Deno.TcpConn[]> {
    const conns: Deno.TcpConn[] = [];
    while (conns.length < count) conns.push(await this.#listener.accept());
    return conns;
  }

  /** How many segments the chunks of this connection came in. */
  #finish(conn: Deno.TcpConn, chunks: readonly Uint8Array[]): number {
    const { hostname, port } = conn.remoteAddr;
    using followed = this.#sniffer?.follow(`${hostname}:${port}`);
    const segments = followed?.seen().filter(({ from, bytes }) => from === "client" && bytes > 0);
    conn.close();
    return (segments ?? chunks).length;
  }
}

function copyOf({ value }: IteratorResult<Uint8Array, void>): Uint8Array {
  return value?.slice() ?? new Uint8Array(0);
}
