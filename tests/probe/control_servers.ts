// Servers that a prober must tell from a silent one, each by one mistake that real servers have made, and a silent one.
// They know no key: to them everybody is a stranger.

/** So many bytes are what a server with a salt of 32 reads to know that the key is wrong. */
const FIRST_READ_BYTES = 50;

/** What becomes of one connection, which is closed when it resolves or rejects. */
export type Manner = (conn: Deno.Conn, deadlineMs: number) => Promise<void>;

export class ControlServer implements AsyncDisposable {
  readonly deadlineMs: number;
  readonly #manner: Manner;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 4096 });
  readonly #open = new Set<Promise<void>>();
  readonly #served: Promise<void>;

  constructor(manner: Manner, deadlineMs: number) {
    this.#manner = manner;
    this.deadlineMs = deadlineMs;
    this.#served = this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#served;
    await Promise.all(this.#open);
  }

  async #serve(): Promise<void> {
    for await (const conn of this.#listener) {
      const over: Promise<void> = this.#manner(conn, this.deadlineMs)
        .catch(() => {})
        .finally(() => {
          this.#open.delete(over);
          conn.close();
        });
      this.#open.add(over);
    }
  }
}

/** As it should be: takes everything, says nothing, closes at the deadline. */
export function staysSilent(conn: Deno.Conn, deadlineMs: number): Promise<void> {
  return untilTime(deadlineMs, discard(conn));
}

/** Reads what it needs, fails to open it, and hangs up. */
export function closesOnFirstDoubt(conn: Deno.Conn, deadlineMs: number): Promise<void> {
  return untilTime(deadlineMs, discard(conn, FIRST_READ_BYTES));
}

/** Waits as it should, but leaves in the kernel what it has not needed: its close() becomes FIN, then RST. */
export function leavesBytesUnread(conn: Deno.Conn, deadlineMs: number): Promise<void> {
  const forEver = conn.read(new Uint8Array(FIRST_READ_BYTES)).then(() =>
    new Promise<void>(() => {})
  );
  return untilTime(deadlineMs, forEver);
}

/** Closes at a time of its own for each connection, which no ordinary server does. */
export function waitsAtRandom(conn: Deno.Conn, deadlineMs: number): Promise<void> {
  return untilTime(deadlineMs * (1 + 0.6 * Math.random()), discard(conn));
}

/** Resolves when `ended` does, or the time is over. */
async function untilTime(ms: number, ended: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await Promise.race([promise, ended]);
  } finally {
    clearTimeout(timer);
  }
}

/** Until the client has finished, or has sent so many bytes and nothing more is there. */
async function discard(conn: Deno.Conn, enough = Infinity): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  for (let total = 0; total < enough;) {
    const bytes = await conn.read(buffer);
    if (bytes === null) return;
    total += bytes;
  }
}
