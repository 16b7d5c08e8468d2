// Several requests on one connection, as with HTTP keep-alive: each has an upstream of its own, and `complete` says
// when its answer is.

import { assert, assertEquals } from "@std/assert";
import { FakeRequest, inboundOf } from "../../tests/support/fake_inbound.ts";
import { HandledConnection } from "../../tests/support/handled_connection.ts";
import { memoryPipe } from "../../tests/support/memory_pipe.ts";
import { turn } from "../../tests/support/turn.ts";
import { type WatchedConn, watchedPipe } from "../../tests/support/watched_conn.ts";
import type { Pending } from "../net/inbound.ts";
import type { Progress } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { RelayTimeouts } from "./tcp_handler.ts";

const TIMEOUTS: RelayTimeouts = {
  handshakeMs: 3000,
  connectMs: 10_000,
  idleMs: 6000,
  halfClosedMs: 1000,
};

/** A client that asks when the test says so. */
class KeepAliveClient {
  /** How many requests the relay has asked for. */
  wanted = 0;
  readonly requests: FakeRequest[] = [];
  readonly upstreams: WatchedConn[] = [];
  #begin = Promise.withResolvers<void>();
  #ask = Promise.withResolvers<void>();
  #complete = Promise.withResolvers<void>();
  // The last field: the connection begins at once.
  readonly connection = new HandledConnection({
    timeouts: TIMEOUTS,
    inbound: inboundOf((conn, progress) => this.#accept(conn, progress)),
  });

  async *#accept(conn: StreamConn, progress: Progress): AsyncGenerator<Pending> {
    const left = conn.read().then(() => true, () => true);
    for (;;) {
      this.wanted++;
      if (await Promise.race([left, this.#begin.promise])) return;
      progress("ADDR");
      if (await Promise.race([left, this.#ask.promise])) return;
      this.#begin = Promise.withResolvers();
      this.#ask = Promise.withResolvers();
      this.#complete = Promise.withResolvers();
      // The exchange is a stream of its own; only its end concerns the connection.
      const request = new FakeRequest({
        client: memoryPipe().near,
        target: { host: `${this.wanted}.example`, port: 80 },
        complete: this.#complete.promise,
      });
      this.requests.push(request);
      yield request;
    }
  }

  /** The first byte of the next request. */
  async begin(): Promise<void> {
    this.#begin.resolve();
    await turn();
  }

  /** The rest of it. */
  async ask(): Promise<void> {
    this.#begin.resolve();
    this.#ask.resolve();
    await turn();
  }

  async connect(): Promise<void> {
    const { near } = watchedPipe();
    this.upstreams.push(near);
    this.connection.dialer.last.succeed(near);
    await turn();
  }

  /** The whole answer has gone to the client. */
  async complete(): Promise<void> {
    this.#complete.resolve();
    await turn();
  }

  async exchange(): Promise<void> {
    await this.ask();
    await this.connect();
    await this.complete();
  }
}

Deno.test("TcpHandler leaves the upstream and asks for the next request when an answer is complete", async () => {
  const client = new KeepAliveClient();
  await client.exchange();
  assertEquals(client.wanted, 2);
  assert(client.upstreams[0]!.closed);
  await client.connection.assertNotOver();
  await client.exchange();
  await client.exchange();
  assertEquals(client.upstreams.map(({ closed }) => closed), [true, true, true]);
  assertEquals(client.connection.asked, 3);
  assertEquals(client.requests.map(({ answers }) => answers), [
    ["proceed"],
    ["proceed"],
    ["proceed"],
  ]);
  assertEquals(
    client.connection.dialer.dials.map(({ address }) => address.host),
    ["1.example", "2.example", "3.example"],
  );
  await client.connection.clientFar.closeWrite();
  const { target } = await client.connection.assertOver("finished");
  assertEquals(target?.host, "3.example");
  assertEquals(client.connection.observer.stages.slice(-4), [
    "STREAM",
    "ADDR",
    "CONNECTING",
    "STREAM",
  ]);
});

Deno.test("TcpHandler has no handshake deadline until the next request begins", async () => {
  const client = new KeepAliveClient();
  await client.exchange();
  await client.connection.clock.advance(4000);
  await client.connection.assertNotOver();
  await client.exchange();
  await client.connection.assertNotOver();
  client.connection.handler.end("stopped");
  await client.connection.assertOver("stopped");
});

Deno.test("TcpHandler counts the next request's deadline from its first byte", async () => {
  const client = new KeepAliveClient();
  await client.exchange();
  await client.connection.clock.advance(2000);
  await client.begin();
  await client.connection.clock.advance(2999);
  await client.connection.assertNotOver();
  await client.connection.clock.advance(1);
  await client.connection.assertOver("handshake_timed_out");
});

Deno.test("TcpHandler has no handshake deadline any more when the next request is complete", async () => {
  const client = new KeepAliveClient();
  await client.exchange();
  await client.begin();
  await client.connection.clock.advance(1000);
  await client.ask();
  await client.connection.clock.advance(3500);
  await client.connection.assertNotOver();
  client.connection.handler.end("stopped");
  await client.connection.assertOver("stopped");
});

Deno.test("TcpHandler ends a client that rests between requests for the idle limit", async () => {
  const client = new KeepAliveClient();
  await client.exchange();
  await client.connection.clock.advance(5999);
  await client.connection.assertNotOver();
  await client.connection.clock.advance(1);
  await client.connection.assertOver("idle");
});

Deno.test("TcpHandler gives the next request its time when it begins just before the idle limit", async () => {
  const client = new KeepAliveClient();
  await client.exchange();
  await client.connection.clock.advance(5500);
  await client.begin();
  await client.connection.clock.advance(2900);
  await client.connection.assertNotOver();
  await client.ask();
  await client.connection.clock.advance(3000);
  await client.connection.assertNotOver();
  await client.connect();
  await client.complete();
  await client.connection.clientFar.closeWrite();
  await client.connection.assertOver("finished");
});

Deno.test("TcpHandler gives the next dial its time when the request came just before the idle limit", async () => {
  const client = new KeepAliveClient();
  await client.exchange();
  await client.connection.clock.advance(5500);
  await client.ask();
  await client.connection.clock.advance(9000);
  await client.connection.assertNotOver();
  client.connection.handler.end("stopped");
  await client.connection.assertOver("stopped");
});

Deno.test("TcpHandler ends with the failure when a later dial fails", async () => {
  const client = new KeepAliveClient();
  await client.exchange();
  await client.ask();
  client.connection.dialer.last.fail("refused");
  await turn();
  assertEquals(client.requests[1]!.answers, ["refused"]);
  await client.connection.clock.advance(5000);
  await client.connection.assertOver("refused");
  assertEquals(client.wanted, 2);
});

Deno.test("TcpHandler ends with the upstream's fault when it breaks before the answer is complete", async () => {
  const client = new KeepAliveClient();
  await client.ask();
  await client.connect();
  client.upstreams[0]!.break("reset");
  await client.connection.assertOver("reset");
});

Deno.test("TcpHandler.drain() ends a client that rests between requests", async () => {
  const client = new KeepAliveClient();
  await client.exchange();
  client.connection.handler.drain();
  await client.connection.assertOver("stopped");
});

Deno.test("TcpHandler.drain() lets the current request end, and asks for no other", async () => {
  const client = new KeepAliveClient();
  await client.ask();
  client.connection.handler.drain();
  await client.connect();
  await client.connection.assertNotOver();
  await client.complete();
  await client.connection.assertOver("finished");
  assertEquals(client.wanted, 1);
});
