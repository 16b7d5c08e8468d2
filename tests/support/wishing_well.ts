// The far end of a proxy that does what each connection wishes with its first byte, so that connections of every kind go
// through one tunnel.

import { type Digest, digestOfChunks, testBytes } from "./test_bytes.ts";
import { chunksOf, writeAll } from "./test_conn.ts";

/** More than kernels and proxies on the way take in for a reader that never reads. */
export const PAYLOAD = testBytes(24 * 1024 * 1024);
/** Enough for a flow to reach its full speed, many times. */
export const FLOW_BYTES = 64 * 1024 * 1024;

const CHUNK = new Uint8Array(256 * 1024);

export const WISH = {
  /** The target sends the payload, then FIN. */
  payload: 1,
  /** The target reads nothing before it is woken. */
  deafness: 2,
  /** The target sends FLOW_BYTES, then FIN. */
  flow: 3,
} as const;

export class WishingWell implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0, ...{ tcpBacklog: 4096 } });
  readonly #open = new Set<Deno.Conn>();
  /** Connections that are not listened to yet, the eldest first. */
  readonly #deaf: ((heard: (digest: Digest) => void) => void)[] = [];
  readonly #served: Promise<void>;
  /** Payloads that have left whole. */
  payloadsSent = 0;

  constructor() {
    this.#served = this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Listens to one of those who wished for deafness, and resolves with what it has said up to its FIN. */
  wakeOne(): Promise<Digest> {
    const wake = this.#deaf.shift();
    if (wake === undefined) throw new Error("Nobody is waiting to be heard");
    return new Promise(wake);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#open) conn.close();
    for (const wake of this.#deaf) wake(() => {});
    await this.#served;
  }

  async #serve(): Promise<void> {
    const served: Promise<void>[] = [];
    for await (const conn of this.#listener) served.push(this.#grant(conn));
    await Promise.all(served);
  }

  async #grant(conn: Deno.Conn): Promise<void> {
    this.#open.add(conn);
    try {
      await this.#carryOut(conn);
      await conn.closeWrite();
    } catch {
      // Cut by the other side, or closed by the end of the test.
    }
    this.#open.delete(conn);
    try {
      conn.close();
    } catch {
      // By the end of the test.
    }
  }

  async #carryOut(conn: Deno.Conn): Promise<void> {
    const wish = new Uint8Array(1);
    await conn.read(wish);
    switch (wish[0]) {
      case WISH.payload:
        await writeAll(conn, PAYLOAD);
        this.payloadsSent++;
        break;
      case WISH.deafness: {
        const heard = await new Promise<(digest: Digest) => void>((wake) => this.#deaf.push(wake));
        heard(await digestOfChunks(chunksOf(conn)));
        break;
      }
      case WISH.flow:
        for (let sent = 0; sent < FLOW_BYTES; sent += CHUNK.length) await writeAll(conn, CHUNK);
    }
  }
}
