// A process of its own with both ends of the load, so that what it costs is nobody's but its own: the targets that a
// tunnel can lead to, and the clients that go through the tunnel. Ordered about over HTTP by load.ts.

import { chunksOf, writeAll } from "../support/test_conn.ts";
import type { LoadTargets, PingPong, Transfer } from "./load.ts";
import { PacketLoad } from "./packet_load.ts";

/** Few system calls per byte, so that the load is cheap beside what it measures. */
const CHUNK_BYTES = 256 * 1024;
const OPENED_AT_ONCE = 50;

/** The first byte to the target `both`. */
const WANTS_SOURCE = Uint8Array.of(1);
const WANTS_ECHO = Uint8Array.of(2);

class Load {
  readonly packets = new PacketLoad();
  /** Sends for ever. */
  readonly #source = listen();
  /** Takes in and counts. */
  readonly #sink = listen();
  readonly #echo = listen();
  readonly #both = listen();
  readonly #held: Deno.Conn[] = [];
  #sunk = 0;

  constructor() {
    serve(this.#source, send);
    serve(this.#sink, (conn) => readUntil(conn, Infinity, (bytes) => this.#sunk += bytes));
    serve(this.#echo, echo);
    serve(this.#both, async (conn) => {
      const wish = await readByte(conn);
      await (wish === WANTS_SOURCE[0] ? send(conn) : echo(conn));
    });
  }

  get targets(): LoadTargets {
    return {
      source: this.#source.addr.port,
      sink: this.#sink.addr.port,
      echo: this.#echo.addr.port,
      both: this.#both.addr.port,
      packets: this.packets.port,
    };
  }

  /**
   * Through a tunnel to the source. It says something first, as who downloads does: tunnels wait for that for up to
   * half a second. The clock runs from the first byte of the answer.
   */
  async download(port: number, seconds: number): Promise<Transfer> {
    using conn = await connect(port);
    await conn.write(WANTS_SOURCE);
    await readByte(conn);
    let bytes = 0;
    const start = performance.now();
    await readUntil(conn, start + seconds * 1000, (length) => bytes += length);
    return { bytes, seconds: (performance.now() - start) / 1000 };
  }

  /** Through a tunnel to the sink; counts what has arrived. */
  async upload(port: number, seconds: number): Promise<Transfer> {
    using conn = await connect(port);
    const chunk = new Uint8Array(CHUNK_BYTES);
    const before = this.#sunk;
    const start = performance.now();
    while (performance.now() < start + seconds * 1000) await conn.write(chunk);
    return { bytes: this.#sunk - before, seconds: (performance.now() - start) / 1000 };
  }

  /**
   * Through a tunnel to `both`. Beside a tunnel that is busy this process has time left and answers a byte at once;
   * without any tunnel it would measure itself, some 2 ms at the median.
   */
  async pingPong(port: number, seconds: number): Promise<PingPong> {
    using bulk = await connect(port);
    await bulk.write(WANTS_SOURCE);
    using pings = await connect(port);
    await pings.write(WANTS_ECHO);
    const end = performance.now() + seconds * 1000;
    const [tripsMs] = await Promise.all([exchange(pings, end), readUntil(bulk, end, () => {})]);
    return { tripsMs };
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

function connect(port: number): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port });
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

async function send(conn: Deno.Conn): Promise<void> {
  for (const chunk = new Uint8Array(CHUNK_BYTES);;) await conn.write(chunk);
}

async function echo(conn: Deno.Conn): Promise<void> {
  for await (const chunk of chunksOf(conn)) await writeAll(conn, chunk);
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
  const conn = await connect(port);
  await conn.write(Uint8Array.of(1));
  await readByte(conn);
  return conn;
}

/** How long each byte takes there and back. */
async function exchange(conn: Deno.Conn, end: number): Promise<number[]> {
  const tripsMs: number[] = [];
  while (performance.now() < end) {
    const start = performance.now();
    await conn.write(Uint8Array.of(1));
    await readByte(conn);
    tripsMs.push(performance.now() - start);
  }
  return tripsMs;
}

async function readByte(conn: Deno.Conn): Promise<number> {
  const byte = new Uint8Array(1);
  if (await conn.read(byte) !== 1) throw new Error("The tunnel closed a connection");
  return byte[0]!;
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
    case "/ping-pong":
      return await load.pingPong(number("port"), number("seconds"));
    case "/hold":
      return await load.hold(number("port"), number("count"));
    case "/release":
      return load.release();
    case "/packets/ping-pong":
      return await load.packets.pingPong(number("port"), number("seconds"));
    case "/packets/exchange":
      return await load.packets.exchange(number("port"), number("seconds"));
    case "/packets/hold":
      return await load.packets.hold(number("port"), number("count"));
    case "/packets/release":
      return load.packets.release();
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
