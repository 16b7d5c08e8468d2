// Who has to go when too many connections ask for nothing: a client's own eldest, or the eldest of all when they keep
// others out.

import { assert, assertEquals } from "@std/assert";
import { ConnFrom } from "../../tests/support/conn_from.ts";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { FakeRequest, inboundOf } from "../../tests/support/fake_inbound.ts";
import { FakeListener } from "../../tests/support/fake_listener.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { RecordingObserver } from "../../tests/support/recording_observer.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { type WatchedPipe, watchedPipe } from "../../tests/support/watched_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { TcpRelay } from "./tcp_relay.ts";

const CROWDER = "192.0.2.1";
const BYSTANDER = "192.0.2.2";
const LOOPBACK = "127.0.0.1";

/** The first byte of whom nobody knows. */
const NOISE = 0xFF;

class Scene implements Disposable {
  readonly clock = new ManualClock();
  readonly observer = new RecordingObserver();
  readonly listener = new FakeListener();
  readonly relay: TcpRelay;

  constructor(maxConnections: number) {
    this.relay = new TcpRelay({
      clock: this.clock,
      observer: this.observer,
      timeouts: { handshakeMs: 59_000, connectMs: 10_000, idleMs: 1e6, halfClosedMs: 1e6 },
      maxConnections,
    });
    this.relay.serve(this.listener, { inbound: asksAtFirstByte(), dialer: new FakeDialer() });
  }

  /** Who has been ended, by the number of its connection. */
  get ended(): readonly string[] {
    return this.observer.endings.map(({ id, outcome }) => `${id} ${outcome}`);
  }

  async accept(host: string): Promise<WatchedPipe> {
    const client = watchedPipe();
    await turn();
    this.listener.offer(new ConnFrom(host, client.near));
    await turn();
    return client;
  }

  async acceptMany(count: number, host: string): Promise<readonly WatchedPipe[]> {
    const clients: WatchedPipe[] = [];
    for (let i = 0; i < count; i++) clients.push(await this.accept(host));
    return clients;
  }

  [Symbol.dispose](): void {
    this.relay.close();
  }
}

function asksAtFirstByte() {
  return inboundOf(async function* (conn) {
    const first = await conn.read();
    if (first === null) return;
    if (first[0] === NOISE) throw new StreamError("unauthenticated", "Cannot serve a stranger");
    yield new FakeRequest({ client: conn });
  });
}

Deno.test("TcpRelay ends the eldest handshake of a client that has too many, and nobody else's", async () => {
  using scene = new Scene(100);
  await scene.accept(BYSTANDER);
  const [eldest] = await scene.acceptMany(16, CROWDER);
  assertEquals(scene.ended, []);
  await scene.accept(CROWDER);
  assertEquals([scene.ended, eldest!.near.closed], [["2 evicted"], true]);
  await scene.accept(BYSTANDER);
  assertEquals(scene.ended, ["2 evicted"]);
});

Deno.test("TcpRelay takes all addresses of one IPv6 network for one client", async () => {
  using scene = new Scene(100);
  for (let i = 0; i < 17; i++) await scene.accept(`2001:db8::${i.toString(16)}`);
  assertEquals(scene.ended, ["1 evicted"]);
});

Deno.test("TcpRelay knows no share of clients on loopback", async () => {
  using scene = new Scene(100);
  await scene.acceptMany(50, LOOPBACK);
  assertEquals(scene.ended, []);
});

Deno.test("TcpRelay does not count a connection that has asked for something, nor one that is over", async () => {
  using scene = new Scene(100);
  const [asking, leaving] = await scene.acceptMany(2, CROWDER);
  await asking!.far.write(testBytes(1));
  await leaving!.far.closeWrite();
  await turn();
  await scene.acceptMany(16, CROWDER);
  assertEquals(scene.ended, ["2 empty"]);
});

Deno.test("TcpRelay counts a stranger that is absorbed, and says what it was", async () => {
  using scene = new Scene(100);
  const [stranger] = await scene.acceptMany(16, CROWDER);
  await stranger!.far.write(Uint8Array.of(NOISE));
  await scene.accept(CROWDER);
  assertEquals([scene.ended, stranger!.near.closed], [["1 unauthenticated"], true]);
});

Deno.test("TcpRelay at its cap ends the eldest handshake after 5 s, so that one more may come", async () => {
  using scene = new Scene(4);
  const silent = await scene.acceptMany(4, LOOPBACK);
  await scene.clock.advance(4_999);
  assertEquals([scene.ended, scene.listener.isAccepting], [[], false]);
  await scene.clock.advance(1);
  assertEquals([scene.ended, scene.listener.isAccepting], [["1 evicted"], true]);
  assert(silent[0]!.near.closed);
  await scene.accept(LOOPBACK);
  assertEquals(scene.ended, ["1 evicted", "2 evicted"]);
});

Deno.test("TcpRelay at its cap waits for an end when few of its connections are handshakes", async () => {
  using scene = new Scene(4);
  const clients = await scene.acceptMany(4, LOOPBACK);
  for (const { far } of clients.slice(1)) await far.write(testBytes(1));
  await scene.clock.advance(9_000);
  assertEquals([scene.ended, scene.listener.isAccepting], [[], false]);
  await clients[0]!.far.closeWrite();
  await turn();
  assertEquals([scene.ended, scene.listener.isAccepting], [["1 empty"], true]);
});

Deno.test("TcpRelay leaves no alarm behind when it is closed at its cap", async () => {
  const scene = new Scene(4);
  await scene.acceptMany(4, LOOPBACK);
  scene.relay.close();
  await turn();
  assertEquals(scene.clock.pending, 0);
});
