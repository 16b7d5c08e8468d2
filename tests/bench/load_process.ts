// A process of its own with both ends of the load, so that what it costs is nobody's but its own: three targets that a
// tunnel can lead to, and the clients that go through the tunnel. Ordered about over HTTP by load.ts.

import { chunksOf, writeAll } from "../support/test_conn.ts";

/** Few system calls per byte, so that the load is cheap beside what it measures. */
const CHUNK_BYTES = 256 * 1024;
const OPENED_AT_ONCE = 50;

class Load {
  /** Sends for ever. */
  readonly #source = listen();
  /** Takes in and counts. */
  readonly #sink = listen();
  readonly #echo = listen();
  readonly #held: Deno.Conn[] = [];
  #sunk = 0;

  constructor() {
    serve(this.#source, async (conn) => {
      for (const chunk = new Uint8Array(CHUNK_BYTES);;) await conn.write(chunk);
    });
    serve(this.#sink, (conn) => readUntil(conn, Infinity, (bytes) => this.#sunk += bytes));
    serve(this.#echo, async (conn) => {
      for await (const chunk of chunksOf(conn)) await writeAll(conn, chunk);
    });
  }

  get targets(): Record<"source" | "sink" | "echo", number> {
    return {
      source: this.#source.addr.port,
      sink: this.#sink.addr.port,
      echo: this.#echo.addr.port,
    };
  }

  /** Through a tunnel to the source. */
  async download(port: number, seconds: number): Promise<Record<"bytes" | "seconds", number>> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    let bytes = 0;
    const start = performance.now();
    await readUntil(conn, start + seconds * 1000, (length) => bytes += length);
    const took = (performance.now() - start) / 1000;
    conn.close();
    return { bytes, seconds: took };
  }

  /** Through a tunnel to the sink; counts what has arrived. */
  async upload(port: number, seconds: number): Promise<Record<"bytes" | "seconds", number>> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const chunk = new Uint8Array(CHUNK_BYTES);
    const before = this.#sunk;
    const start = performance.now();
    while (performance.now() < start + seconds * 1000) await conn.write(chunk);
    const result = { bytes: this.#sunk - before, seconds: (performance.now() - start) / 1000 };
    conn.close();
    return result;
  }

  /** Opens `count` connections through a tunnel to the echo; each moves a byte there and back, then rests. */
  async hold(port: number, count: number): Promise<void> {
    for (let opened = 0; opened < count; opened += OPENED_AT_ONCE) {
      const batch = Math.min(OPENED_AT_ONCE, count - opened);
      this.#held.push(...await Promise.all(Array.from({ length: batch }, () => openEchoed(port))));
    }
  }

  release(): void {
    for (const conn of this.#held.splice(0)) conn.close();
  }
}

function listen(): Deno.TcpListener {
  return Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 4096 });
}

async function serve(
  listener: Deno.TcpListener,
  talk: (conn: Deno.Conn) => Promise<void>,
): Promise<void> {
  for await (const conn of listener) {
    // A client that leaves in the middle is the ordinary end.
    talk(conn).catch(() => {}).finally(() => conn.close());
  }
}

async function readUntil(
  conn: Deno.Conn,
  end: number,
  count: (bytes: number) => void,
): Promise<void> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  while (performance.now() < end) {
    const length = await conn.read(buffer);
    if (length === null) return;
    count(length);
  }
}

async function openEchoed(port: number): Promise<Deno.Conn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const byte = Uint8Array.of(1);
  await conn.write(byte);
  if (await conn.read(byte) !== 1) throw new Error("The tunnel closed a connection");
  return conn;
}

async function obey(load: Load, order: URL): Promise<unknown> {
  const number = (name: string) => Number(order.searchParams.get(name));
  switch (order.pathname) {
    case "/targets":
      return load.targets;
    case "/download":
      return await load.download(number("port"), number("seconds"));
    case "/upload":
      return await load.upload(number("port"), number("seconds"));
    case "/hold":
      return await load.hold(number("port"), number("count"));
    case "/release":
      return load.release();
    default:
      throw new Error(`No such order: ${order.pathname}`);
  }
}

if (import.meta.main) {
  const load = new Load();
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.log(`control on ${port}`),
    onError: (error) => new Response(String(error), { status: 500 }),
  }, async ({ url }) => Response.json(await obey(load, new URL(url)) ?? null));
}
