// What the adapter makes of a socket's answers, in orders that a real socket cannot be made to give; the rest is in
// tests/e2e/datagram_socket_test.ts.

import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { isSettled, ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { DatagramBuffers } from "./datagram_buffers.ts";
import { DenoDatagramSocket } from "./deno_datagram_socket.ts";
import { StreamError } from "./stream_error.ts";

const PEER = { host: "192.0.2.7", port: 53 };

/** A socket whose every receive waits for the test. */
class FakeSocket {
  readonly addr = { transport: "udp", hostname: "127.0.0.1", port: 1080 };
  /** Where each receive was to put its bytes. */
  readonly receives: Uint8Array[] = [];
  readonly sent: { readonly bytes: number[]; readonly to: unknown }[] = [];
  onSend: () => Promise<number> = () => Promise.resolve(0);
  #receiving = Promise.withResolvers<[Uint8Array, Deno.NetAddr]>();

  receive(buffer: Uint8Array): Promise<[Uint8Array, Deno.NetAddr]> {
    this.receives.push(buffer);
    return this.#receiving.promise;
  }

  /** Ends the receive under way. */
  arrive(bytes: readonly number[], hostname = PEER.host): void {
    const buffer = this.receives.at(-1)!;
    buffer.set(bytes);
    this.#renewed().resolve([
      buffer.subarray(0, bytes.length),
      { transport: "udp", hostname, port: PEER.port },
    ]);
  }

  fail(error: Error): void {
    this.#renewed().reject(error);
  }

  /** From now on every receive fails at once. */
  break(): void {
    this.receive = (buffer) => {
      this.receives.push(buffer);
      return Promise.reject(new Error("broken"));
    };
  }

  send(bytes: Uint8Array, to: unknown): Promise<number> {
    this.sent.push({ bytes: [...bytes], to });
    return this.onSend();
  }

  close(): void {
    this.fail(new Deno.errors.Interrupted("operation canceled"));
  }

  #renewed(): PromiseWithResolvers<[Uint8Array, Deno.NetAddr]> {
    const receiving = this.#receiving;
    // Perhaps nobody is waiting for it.
    receiving.promise.catch(() => {});
    this.#receiving = Promise.withResolvers();
    return receiving;
  }
}

/** Knows how many are lent. */
class CountedBuffers extends DatagramBuffers {
  readonly lent = new Set<Uint8Array>();

  override take(): Uint8Array<ArrayBuffer> {
    const slice = super.take();
    this.lent.add(slice);
    return slice;
  }

  override give(slice: Uint8Array<ArrayBuffer>): void {
    assertEquals(this.lent.delete(slice), true);
    super.give(slice);
  }
}

interface Scene {
  readonly fake: FakeSocket;
  readonly socket: DenoDatagramSocket;
  readonly buffers: CountedBuffers;
  readonly clock: ManualClock;
}

function openScene(): Scene {
  const fake = new FakeSocket();
  const buffers = new CountedBuffers();
  const clock = new ManualClock();
  const socket = new DenoDatagramSocket(fake as unknown as Deno.DatagramConn, { buffers, clock });
  return { fake, socket, buffers, clock };
}

Deno.test("DenoDatagramSocket.receive() gives bytes and sender when a datagram comes", async () => {
  const { fake, socket } = openScene();
  const receiving = socket.receive();
  await settle();
  fake.arrive([1, 2, 3]);
  const { bytes, from } = await receiving;
  assertEquals([...bytes], [1, 2, 3]);
  assertEquals(from, PEER);
});

Deno.test("DenoDatagramSocket.receive() tells IPv4 as IPv4 when the system maps it", async () => {
  const { fake, socket } = openScene();
  const receiving = socket.receive();
  await settle();
  fake.arrive([], "::ffff:192.0.2.7");
  assertEquals((await receiving).from, PEER);
});

Deno.test("DenoDatagramSocket.receive() takes no buffer before it is called, then always the same", async () => {
  const { fake, socket, buffers } = openScene();
  assertEquals(buffers.lent.size, 0);
  for (let i = 0; i < 3; i++) {
    const receiving = socket.receive();
    await settle();
    fake.arrive([i]);
    await receiving;
  }
  assertEquals(buffers.lent.size, 1);
  assertStrictEquals(fake.receives[0], fake.receives[2]);
});

Deno.test("DenoDatagramSocket.receive() goes on when the network has refused an earlier datagram", async () => {
  const { fake, socket, clock } = openScene();
  const receiving = socket.receive();
  await settle();
  fake.fail(new Deno.errors.ConnectionRefused("refused"));
  await settle();
  assertEquals(fake.receives.length, 2);
  assertEquals(clock.pending, 0);
  fake.arrive([9]);
  assertEquals([...(await receiving).bytes], [9]);
});

Deno.test("DenoDatagramSocket.receive() rests between failures when there is no end of them", async () => {
  const { fake, socket, clock } = openScene();
  fake.break();
  const receiving = socket.receive();
  await settle();
  const atOnce = fake.receives.length;
  assertEquals(atOnce, 17);
  await clock.advance(1000);
  assertEquals(fake.receives.length, atOnce + 10);
  socket.close();
  await assertRejects(() => receiving, StreamError);
  assertEquals(clock.pending, 0);
});

Deno.test("DenoDatagramSocket.close() rejects a pending receive, and only then is its buffer free", async () => {
  const { fake, socket, buffers } = openScene();
  const receiving = socket.receive();
  await settle();
  fake.close = () => {};
  socket.close();
  assertEquals(await isSettled(receiving.catch(() => {})), false);
  assertEquals(buffers.lent.size, 1);
  fake.fail(new Deno.errors.Interrupted("operation canceled"));
  assertEquals((await assertRejects(() => receiving, StreamError)).fault, "closed");
  assertEquals(buffers.lent.size, 0);
});

Deno.test("DenoDatagramSocket.receive() rejects when the socket is closed as a datagram comes", async () => {
  const { fake, socket, buffers } = openScene();
  const receiving = socket.receive();
  await settle();
  fake.arrive([1]);
  socket.close();
  await assertRejects(() => receiving, StreamError);
  assertEquals(buffers.lent.size, 0);
});

Deno.test("DenoDatagramSocket.close() leaves a datagram on lease until the next receive()", async () => {
  const { fake, socket, buffers } = openScene();
  const receiving = socket.receive();
  await settle();
  fake.arrive([5, 6]);
  const { bytes } = await receiving;
  socket.close();
  assertEquals(buffers.lent.size, 1);
  assertEquals([...bytes], [5, 6]);
  await assertRejects(() => socket.receive(), StreamError);
  await assertRejects(() => socket.receive(), StreamError);
  assertEquals(buffers.lent.size, 0);
});

Deno.test("DenoDatagramSocket.close() closes once when called twice", () => {
  const { fake, socket } = openScene();
  let closes = 0;
  fake.close = () => void closes++;
  socket.close();
  socket.close();
  assertEquals(closes, 1);
});

Deno.test("DenoDatagramSocket.send() says whether the system has taken the datagram", async () => {
  const { fake, socket } = openScene();
  assertEquals(await socket.send(Uint8Array.of(1, 2), PEER), true);
  fake.onSend = () => Promise.reject(new Error("Message too long (os error 90)"));
  assertEquals(await socket.send(Uint8Array.of(3), PEER), false);
  const to = { transport: "udp", hostname: PEER.host, port: PEER.port };
  assertEquals(fake.sent, [{ bytes: [1, 2], to }, { bytes: [3], to }]);
});

Deno.test("DenoDatagramSocket.send() takes nothing when the target is a name", async () => {
  const { fake, socket } = openScene();
  assertEquals(await socket.send(Uint8Array.of(1), { host: "localhost", port: 53 }), false);
  assertEquals(fake.sent, []);
});
