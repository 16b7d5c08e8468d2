// What the adapter makes of a socket's answers, in orders that a real socket cannot be made to give; the rest is in
// tests/e2e/tcp_adapter_test.ts.

import { assertEquals, assertRejects } from "@std/assert";
import { StrictBufferPool } from "../../tests/support/strict_buffer_pool.ts";
import { BULK_BUFFER, BULK_LENT, IDLE_BUFFER, MESSAGE_BUFFER, READ_BUFFER } from "./buffer_pool.ts";
import { DenoTcpConn, HANDSHAKE, PAYLOAD, type ReadHabit } from "./deno_tcp_conn.ts";
import { StreamError } from "./stream_error.ts";

/** A socket whose every operation waits for the test. */
class FakeSocket {
  readonly localAddr = { transport: "tcp", hostname: "127.0.0.1", port: 1080 };
  readonly remoteAddr = { transport: "tcp", hostname: "::1", port: 50_000 };
  /** Where each read was to put its bytes. */
  readonly reads: Uint8Array[] = [];
  readonly written: number[] = [];
  finishes = 0;
  closes = 0;
  isKeptAlive = false;
  /** How many bytes one write takes at most. */
  takes = Infinity;
  /** The system calls that take bytes before one fails. */
  writesBeforeFailure = Infinity;
  onFinish: () => Promise<void> = () => Promise.resolve();
  onClose: () => void = () => {};
  #reading = Promise.withResolvers<number | null>();

  read(buffer: Uint8Array): Promise<number | null> {
    this.reads.push(buffer);
    return this.#reading.promise;
  }

  /** Ends the read under way: with bytes, with FIN (`null`), or with an error. */
  arrive(length: number | null | Error): void {
    const reading = this.#reading;
    this.#reading = Promise.withResolvers();
    if (length instanceof Error) reading.reject(length);
    else {
      if (length !== null) this.reads.at(-1)!.fill(7, 0, length);
      reading.resolve(length);
    }
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.writesBeforeFailure-- === 0) return Promise.reject(new Deno.errors.BrokenPipe());
    const length = Math.min(bytes.length, this.takes);
    this.written.push(...bytes.subarray(0, length));
    return Promise.resolve(length);
  }

  closeWrite(): Promise<void> {
    this.finishes++;
    return this.onFinish();
  }

  setKeepAlive(isKeptAlive: boolean): void {
    this.isKeptAlive = isKeptAlive;
  }

  close(): void {
    this.closes++;
    this.onClose();
  }
}

interface Scene {
  readonly socket: FakeSocket;
  readonly buffers: StrictBufferPool;
  readonly conn: DenoTcpConn;
}

function scene(habit: ReadHabit = PAYLOAD, buffers = new StrictBufferPool()): Scene {
  const socket = new FakeSocket();
  // The adapter uses no more of a socket than is here.
  const conn = new DenoTcpConn(socket as unknown as Deno.TcpConn, {
    buffers,
    habit,
  });
  return { socket, buffers, conn };
}

async function readOf(
  { socket, conn }: Scene,
  length: number,
): Promise<Uint8Array | null> {
  const read = conn.read();
  socket.arrive(length);
  return await read;
}

async function assertFault(run: () => Promise<unknown>, fault: string): Promise<void> {
  assertEquals((await assertRejects(run, StreamError)).fault, fault);
}

/** One read after the other: the size of the buffer that each shall have, and how many bytes come. */
async function assertReads(
  tested: Scene,
  reads: readonly (readonly [size: number, length: number])[],
  lentToOthers = 0,
): Promise<void> {
  for (const [size, length] of reads) {
    assertEquals((await readOf(tested, length))?.length, length);
    assertEquals(tested.socket.reads.at(-1)!.length, size);
    assertEquals(tested.buffers.lent, lentToOthers + 1);
  }
}

/** Reads so much that it is lent large buffers. */
async function flow(tested: Scene): Promise<void> {
  await readOf(tested, MESSAGE_BUFFER);
  for (let bytes = 0; bytes < 16 * 1024 * 1024; bytes += READ_BUFFER) {
    await readOf(tested, READ_BUFFER);
  }
}

Deno.test("DenoTcpConn.read() takes larger buffers while they come back full", async () => {
  const tested = scene();
  await assertReads(tested, [
    [MESSAGE_BUFFER, MESSAGE_BUFFER],
    [READ_BUFFER, READ_BUFFER],
    [READ_BUFFER, READ_BUFFER],
  ]);
  tested.conn.close();
});

Deno.test("DenoTcpConn.read() takes the largest buffers once it has carried 16 MB", async () => {
  const tested = scene();
  await flow(tested);
  await assertReads(tested, [
    [BULK_BUFFER, BULK_BUFFER],
    [BULK_BUFFER, BULK_BUFFER],
  ]);
  tested.conn.close();
});

Deno.test("DenoTcpConn.read() waits with a small buffer whenever the last one did not fill", async () => {
  const tested = scene();
  await flow(tested);
  await readOf(tested, 1);
  const fill = [[IDLE_BUFFER, IDLE_BUFFER], [READ_BUFFER, READ_BUFFER]] as const;
  await assertReads(tested, [
    ...fill,
    [BULK_BUFFER, BULK_BUFFER - 1],
    ...fill,
    [BULK_BUFFER, 1],
    [IDLE_BUFFER, IDLE_BUFFER],
    [READ_BUFFER, 1],
    [IDLE_BUFFER, 1],
    [IDLE_BUFFER, 1],
  ]);
  tested.conn.close();
});

Deno.test("DenoTcpConn.read() takes messages of up to 2 KiB in one piece when the one before was as short", async () => {
  const tested = scene();
  await assertReads(tested, [
    [MESSAGE_BUFFER, 700],
    [MESSAGE_BUFFER, MESSAGE_BUFFER - 1],
    [MESSAGE_BUFFER, 100],
    [IDLE_BUFFER, IDLE_BUFFER],
    [READ_BUFFER, 700],
    [MESSAGE_BUFFER, 700],
  ]);
  tested.conn.close();
});

Deno.test("DenoTcpConn.read() does not take a client for an idle one that is in its handshake", async () => {
  const tested = scene(HANDSHAKE);
  const handshake = Array.from({ length: 8 }, () => [MESSAGE_BUFFER, 3] as const);
  await assertReads(tested, [...handshake, [IDLE_BUFFER, 3]]);
  tested.conn.close();
});

Deno.test("DenoTcpConn.read() does with 64 KiB while others have all the large buffers, and gets one when one is free", async () => {
  const buffers = new StrictBufferPool();
  const others = Array.from({ length: BULK_LENT }, () => buffers.takeBulk());
  const { socket, conn } = scene(PAYLOAD, buffers);
  const tested = { socket, conn, buffers };
  await flow(tested);
  await assertReads(tested, [[READ_BUFFER, READ_BUFFER]], BULK_LENT);
  buffers.give(others[0]!);
  await readOf(tested, BULK_BUFFER);
  assertEquals(socket.reads.at(-1)!.length, BULK_BUFFER);
  conn.close();
});

Deno.test("DenoTcpConn.close() leaves no large buffer lent, whoever is still writing from it", async () => {
  const buffers = new StrictBufferPool();
  for (let i = 0; i < 2 * BULK_LENT; i++) {
    const tested = scene(PAYLOAD, buffers);
    await flow(tested);
    await readOf(tested, BULK_BUFFER);
    tested.conn.close();
  }
  assertEquals([buffers.lent, buffers.abandoned], [0, 2 * BULK_LENT]);
  assertEquals(buffers.takeBulk().length, BULK_BUFFER);
});

Deno.test("DenoTcpConn.read() gives its buffer back at the peer's FIN", async () => {
  const { socket, buffers, conn } = scene();
  const read = conn.read();
  socket.arrive(null);
  assertEquals([await read, buffers.lent], [null, 0]);
  conn.close();
});

Deno.test("DenoTcpConn.close() makes a pending read reject", async () => {
  const { socket, conn } = scene();
  const read = conn.read();
  conn.close();
  socket.arrive(new Deno.errors.Interrupted("operation canceled"));
  await assertFault(() => read, "closed");
  assertEquals(socket.closes, 1);
});

Deno.test("DenoTcpConn.close() makes a pending read reject although its bytes have come in the same turn", async () => {
  const { socket, conn } = scene();
  const read = conn.read();
  socket.arrive(100);
  conn.close();
  await assertFault(() => read, "closed");
});

Deno.test("DenoTcpConn.close() keeps a buffer from other connections that the system may still write into", () => {
  const { socket, buffers, conn } = scene();
  conn.read().catch(() => {});
  conn.close();
  assertEquals(buffers.lent, 1);
  socket.arrive(new Deno.errors.Interrupted("operation canceled"));
});

Deno.test("DenoTcpConn.close() leaves a chunk alone that is on lease, since another connection may be writing it", async () => {
  const tested = scene();
  const chunk = await readOf(tested, 100);
  tested.conn.close();
  assertEquals(chunk, new Uint8Array(100).fill(7));
});

Deno.test("DenoTcpConn.read() tells a broken connection from a closed one", async () => {
  const { socket, conn } = scene();
  const read = conn.read();
  socket.arrive(new Deno.errors.ConnectionReset("reset by peer"));
  await assertFault(() => read, "reset");
  conn.close();
});

Deno.test("DenoTcpConn.write() sends all when the system takes a part at a time", async () => {
  const { socket, conn } = scene();
  socket.takes = 3;
  const bytes = Uint8Array.from({ length: 10 }, (_, i) => i);
  await conn.write(bytes);
  assertEquals(socket.written, [...bytes]);
  await conn.write(new Uint8Array(0));
  assertEquals(socket.written.length, 10);
  conn.close();
});

Deno.test("DenoTcpConn.write() says whether anything was taken when it fails", async () => {
  for (const [calls, isUntouched] of [[0, true], [1, false]] as const) {
    const { socket, conn } = scene();
    socket.takes = 3;
    socket.writesBeforeFailure = calls;
    const error = await assertRejects(() => conn.write(new Uint8Array(8)), StreamError);
    assertEquals([error.fault, error.isUntouched], ["reset", isUntouched]);
  }
});

Deno.test("DenoTcpConn.write() never says so of TLS, nor when it is closed meanwhile", async () => {
  const { socket, buffers, conn } = scene();
  socket.writesBeforeFailure = 0;
  const { localAddr, remoteAddr } = socket;
  const tls = { localAddr, remoteAddr, write: () => socket.write(new Uint8Array(1)) };
  const secured = new DenoTcpConn(tls as unknown as Deno.TlsConn, { buffers, habit: PAYLOAD });
  const failed = await assertRejects(() => secured.write(new Uint8Array(8)), StreamError);
  socket.writesBeforeFailure = 0;
  const writing = conn.write(new Uint8Array(8));
  conn.close();
  const closed = await assertRejects(() => writing, StreamError);
  assertEquals([failed.isUntouched, closed.fault, closed.isUntouched], [false, "closed", false]);
});

Deno.test("DenoTcpConn.closeWrite() sends one FIN", async () => {
  const { socket, conn } = scene();
  await conn.closeWrite();
  await conn.closeWrite();
  assertEquals(socket.finishes, 1);
  conn.close();
});

Deno.test("DenoTcpConn.closeWrite() resolves when the peer has left altogether", async () => {
  const { socket, conn } = scene();
  socket.onFinish = () => Promise.reject(new Deno.errors.NotConnected("not connected"));
  await conn.closeWrite();
  conn.close();
});

Deno.test('DenoTcpConn.closeWrite() rejects with "reset" when the connection broke otherwise', async () => {
  const { socket, conn } = scene();
  socket.onFinish = () => Promise.reject(new Deno.errors.BrokenPipe("broken pipe"));
  await assertFault(() => conn.closeWrite(), "reset");
  conn.close();
});

Deno.test("DenoTcpConn refuses everything after close(), before it reaches the socket", async () => {
  const { socket, conn } = scene();
  conn.close();
  conn.close();
  await assertFault(() => conn.read(), "closed");
  await assertFault(() => conn.write(Uint8Array.of(1)), "closed");
  await assertFault(() => conn.closeWrite(), "closed");
  const { reads, written, finishes, closes } = socket;
  assertEquals([reads.length, written.length, finishes, closes], [0, 0, 0, 1]);
});

Deno.test("DenoTcpConn.close() never throws", () => {
  const { socket, conn } = scene();
  socket.onClose = () => {
    throw new Deno.errors.BadResource("closed by the platform");
  };
  conn.close();
});

Deno.test("DenoTcpConn knows its addresses", () => {
  const { conn } = scene();
  assertEquals(conn.localAddress, { host: "127.0.0.1", port: 1080 });
  assertEquals(conn.remoteAddress, { host: "::1", port: 50_000 });
});

Deno.test("DenoTcpConn.keepAlive() asks it of an open socket that can", () => {
  const { socket, conn } = scene();
  conn.keepAlive();
  assertEquals(socket.isKeptAlive, true);

  const closed = scene();
  closed.conn.close();
  closed.conn.keepAlive();
  assertEquals(closed.socket.isKeptAlive, false);

  const tls = { close: () => {} } as unknown as Deno.TlsConn;
  const secured = new DenoTcpConn(tls, { buffers: new StrictBufferPool(), habit: PAYLOAD });
  secured.keepAlive();
  secured.close();
});
