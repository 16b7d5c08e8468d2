// The TCP adapters keep the contracts of src/net/stream_conn.ts and stream_dialer.ts on real sockets, and leave none of
// them behind (sanitizers).

import { assert, assertEquals, assertGreater, assertRejects, assertThrows } from "@std/assert";
import { once } from "node:events";
import { connect as connectNode } from "node:net";
import { BufferPool, BULK_BUFFER, MESSAGE_BUFFER } from "../../src/net/buffer_pool.ts";
import { tcpConnector } from "../../src/net/deno_tcp_connect.ts";
import { listenTcp } from "../../src/net/deno_tcp_listener.ts";
import { DialError } from "../../src/net/dial_failure.ts";
import { ListenError } from "../../src/net/listen_error.ts";
import type { StreamConn, StreamListener } from "../../src/net/stream_conn.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import { within } from "../support/deadline.ts";
import { readAll, readExactly } from "../support/memory_pipe.ts";
import { StrictBufferPool } from "../support/strict_buffer_pool.ts";
import { digestOf, testBytes } from "../support/test_bytes.ts";

const TCP = { noDelay: true, keepAlive: true };
const never = new AbortController().signal;

/** Two connected adapters: one dialed, one accepted. */
class Pair implements Disposable {
  private constructor(
    readonly listener: StreamListener,
    readonly buffers: StrictBufferPool,
    readonly dialed: StreamConn,
    readonly accepted: StreamConn,
  ) {}

  static async open({ host = "127.0.0.1" } = {}): Promise<Pair> {
    const buffers = new StrictBufferPool();
    const listener = listenTcp({ host, port: 0 }, { buffers, tcp: TCP, reusePort: false });
    const accepting = listener.accept();
    const dialed = await tcpConnector(buffers, TCP)(listener.address, never);
    return new Pair(listener, buffers, dialed, await accepting);
  }

  [Symbol.dispose](): void {
    for (const end of [this.dialed, this.accepted, this.listener]) end.close();
  }
}

function faultOf(run: () => Promise<unknown>): Promise<string> {
  return within(5000, "a rejection", assertRejects(run, StreamError)).then(({ fault }) => fault);
}

for (const host of ["127.0.0.1", "::1"]) {
  Deno.test(`DenoTcpConn knows both ends of a connection to ${host}`, async () => {
    using pair = await Pair.open({ host });
    const { listener, dialed, accepted } = pair;
    assertEquals(listener.address.host, host);
    assertGreater(listener.address.port, 0);
    assertEquals(dialed.remoteAddress, listener.address);
    assertEquals(accepted.localAddress, listener.address);
    assertEquals(accepted.remoteAddress, dialed.localAddress);
  });
}

Deno.test("DenoTcpConn carries 3 MB each way at once, unchanged", async () => {
  using pair = await Pair.open();
  const { dialed, accepted } = pair;
  const [up, down] = [testBytes(3_000_000), testBytes(3_000_001)];
  const send = async (conn: StreamConn, bytes: Uint8Array) => {
    await conn.write(bytes);
    await conn.closeWrite();
  };
  const [heardUp, heardDown] = await within(
    20_000,
    "the transfer",
    Promise.all([readAll(accepted), readAll(dialed), send(dialed, up), send(accepted, down)]),
  );
  assertEquals([digestOf(heardUp), digestOf(heardDown)], [digestOf(up), digestOf(down)]);
});

Deno.test("DenoTcpConn.write() resolves only when all has been handed to the system, however slowly it is read", async () => {
  using pair = await Pair.open();
  const bytes = testBytes(30_000_000);
  let isWritten = false;
  const writing = pair.dialed.write(bytes).then(() => isWritten = true);
  await pair.accepted.read();
  // More than the system buffers for both sockets.
  assertEquals(isWritten, false);
  let left = bytes.length;
  pair.dialed.close();
  assertEquals(await faultOf(() => writing), "closed");
  for (;;) {
    const chunk = await pair.accepted.read().catch(() => null);
    if (chunk === null) break;
    left -= chunk.length;
  }
  assertGreater(left, 0);
});

Deno.test("DenoTcpConn goes on in one direction when the other has finished", async () => {
  using pair = await Pair.open();
  const { dialed, accepted } = pair;
  await dialed.write(testBytes(10));
  await dialed.closeWrite();
  await dialed.closeWrite();
  assertEquals(await readAll(accepted), testBytes(10));
  const answer = testBytes(1_000_000);
  const heard = readAll(dialed);
  await accepted.write(answer);
  await accepted.closeWrite();
  assertEquals(digestOf(await within(20_000, "the answer", heard)), digestOf(answer));
  assertEquals(await accepted.read(), null, "FIN stays FIN");
});

Deno.test("DenoTcpConn.read() gives small chunks at first, large ones in a flow, small ones again after it", async () => {
  using pair = await Pair.open();
  const { dialed, accepted } = pair;
  for (let round = 0; round < 2; round++) {
    const flow = testBytes(2_000_000);
    const sent = dialed.write(flow);
    let [first, largest, total] = [0, 0, 0];
    while (total < flow.length) {
      const chunk = await within(5000, "the next chunk", accepted.read());
      assert(chunk !== null && chunk.length > 0);
      if (total === 0) first = chunk.length;
      largest = Math.max(largest, chunk.length);
      total += chunk.length;
    }
    await sent;
    assert(first <= MESSAGE_BUFFER, `round ${round}: the first chunk has ${first} bytes`);
    assert(largest > MESSAGE_BUFFER, `round ${round}: the largest chunk has ${largest} bytes`);
    assert(largest <= BULK_BUFFER);
    // The ebb.
    for (let i = 0; i < 2; i++) {
      await dialed.write(testBytes(1));
      assertEquals(await readExactly(accepted, 1), testBytes(1));
    }
  }
});

Deno.test('DenoTcpConn.close() makes a pending read reject with "closed"', async () => {
  using pair = await Pair.open();
  const reading = pair.accepted.read();
  pair.accepted.close();
  assertEquals(await faultOf(() => reading), "closed");
  assertEquals(pair.buffers.lent, 0);
  assertEquals(await pair.dialed.read(), null);
});

Deno.test('DenoTcpConn.close() makes a pending write reject with "closed"', async () => {
  using pair = await Pair.open();
  const writing = pair.accepted.write(new Uint8Array(50_000_000));
  pair.accepted.close();
  assertEquals(await faultOf(() => writing), "closed");
});

Deno.test('DenoTcpConn rejects everything with "closed" after close()', async () => {
  using pair = await Pair.open();
  pair.accepted.close();
  pair.accepted.close();
  assertEquals(await faultOf(() => pair.accepted.read()), "closed");
  assertEquals(await faultOf(() => pair.accepted.write(Uint8Array.of(1))), "closed");
  assertEquals(await faultOf(() => pair.accepted.closeWrite()), "closed");
});

Deno.test('DenoTcpConn rejects with "reset" when the peer sends RST', async () => {
  const buffers = new BufferPool();
  const listener = listenTcp({ host: "127.0.0.1", port: 0 }, {
    buffers,
    tcp: TCP,
    reusePort: false,
  });
  // Deno's own sockets cannot send RST at will.
  const peer = connectNode(listener.address.port, "127.0.0.1");
  const conn = await listener.accept();
  const reading = conn.read();
  const closed = once(peer, "close");
  if (peer.connecting) await once(peer, "connect");
  peer.resetAndDestroy();
  assertEquals(await faultOf(() => reading), "reset");
  assertEquals(await faultOf(() => conn.write(Uint8Array.of(1))), "reset");
  await conn.closeWrite();
  await closed;
  conn.close();
  listener.close();
});

Deno.test('tcpConnector() rejects with "refused" when nobody listens', async () => {
  const listener = listenTcp({ host: "127.0.0.1", port: 0 }, {
    buffers: new BufferPool(),
    tcp: TCP,
    reusePort: false,
  });
  listener.close();
  const connect = tcpConnector(new BufferPool(), TCP);
  const error = await assertRejects(() => connect(listener.address, never), DialError);
  assertEquals(error.failure, "refused");
  assertEquals(error.message.includes(`127.0.0.1:${listener.address.port}`), true);
});

Deno.test("tcpConnector() refuses a name, which a thread would have to resolve", async () => {
  const connect = tcpConnector(new BufferPool(), TCP);
  for (const host of ["localhost", "127.1", "[::1]"]) {
    await assertRejects(() => connect({ host, port: 80 }, never), TypeError);
  }
});

Deno.test("tcpConnector() rejects with the abort's reason, before and under way", async () => {
  const listener = listenTcp({ host: "127.0.0.1", port: 0 }, {
    buffers: new BufferPool(),
    tcp: TCP,
    reusePort: false,
  });
  const connect = tcpConnector(new BufferPool(), TCP);
  const reason = new DialError("timed_out", "Cannot connect: no answer in time");
  const early = await assertRejects(
    () => connect(listener.address, AbortSignal.abort(reason)),
    DialError,
  );
  const controller = new AbortController();
  const connecting = connect(listener.address, controller.signal);
  controller.abort(reason);
  const late = await assertRejects(() => connecting, DialError);
  const unexplained = await assertRejects(
    () => connect(listener.address, AbortSignal.abort()),
    DialError,
  );
  assertEquals([early, late, unexplained.failure], [reason, reason, "cancelled"]);
  listener.close();
});

Deno.test("tcpConnector() leaves the connection alone when the signal is aborted afterwards", async () => {
  const buffers = new BufferPool();
  const options = { buffers, tcp: TCP, reusePort: false };
  const listener = listenTcp({ host: "127.0.0.1", port: 0 }, options);
  const controller = new AbortController();
  const accepting = listener.accept();
  const conn = await tcpConnector(buffers, TCP)(listener.address, controller.signal);
  const peer = await accepting;
  controller.abort();
  await conn.write(testBytes(3));
  assertEquals(await readExactly(peer, 3), testBytes(3));
  for (const end of [conn, peer, listener]) end.close();
});

Deno.test("StreamListener.close() makes a pending accept reject, and later ones", async () => {
  const listener = listenTcp({ host: "127.0.0.1", port: 0 }, {
    buffers: new BufferPool(),
    tcp: TCP,
    reusePort: false,
  });
  const accepting = listener.accept();
  listener.close();
  listener.close();
  await assertRejects(() => within(5000, "the accept", accepting));
  await assertRejects(() => listener.accept());
});

Deno.test('listenTcp() throws "in_use" when the port is taken, and "not_ours" when the address is elsewhere', async () => {
  using pair = await Pair.open();
  const options = { buffers: new BufferPool(), tcp: TCP, reusePort: false };
  const failures = [
    { host: "127.0.0.1", port: pair.listener.address.port },
    // An address of a documentation network (RFC 5737) is nobody's.
    { host: "192.0.2.1", port: 0 },
  ].map((address) => assertThrows(() => listenTcp(address, options), ListenError).failure);
  assertEquals(failures, ["in_use", "not_ours"]);
});
