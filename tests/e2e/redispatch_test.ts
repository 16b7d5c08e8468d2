// A connection is moved on to the next upstream, over real sockets: what the system says of a peer that has gone must be
// what the unit tests make of it.

import { assertEquals } from "@std/assert";
import { BufferPool } from "../../src/net/buffer_pool.ts";
import { DenoClock } from "../../src/net/deno_clock.ts";
import { tcpConnector } from "../../src/net/deno_tcp_connect.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import type { StreamDialer } from "../../src/net/stream_dialer.ts";
import { FailoverDialer } from "../../src/outbound/failover_dialer.ts";
import { OrderedPicker } from "../../src/outbound/ordered_picker.ts";
import { UpstreamState } from "../../src/outbound/upstream_state.ts";
import { readAll } from "../support/memory_pipe.ts";
import { testBytes } from "../support/test_bytes.ts";
import { chunksOf, writeAll } from "../support/test_conn.ts";
import { UpstreamDiary } from "../support/upstream_diary.ts";

/** What a handshake would have been; who closes without reading it sends RST. */
const GREETING = 0x47;
const TARGET = { host: "target.example", port: 80 };

class Scene implements Disposable {
  readonly diary = new UpstreamDiary();
  readonly leaving: Deno.TcpListener;
  readonly sound: Deno.TcpListener;
  readonly #clock = new DenoClock();

  constructor() {
    this.leaving = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.sound = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  }

  async dial(): Promise<StreamConn> {
    const { diary: observer, leaving, sound } = this;
    const state = { failThreshold: 2, retryMs: 300_000, clock: this.#clock, observer };
    const ways = Object.entries({ leaving, sound }).map(([name, listener]) => ({
      name,
      dialer: greetingDialer(listener),
      packetDialer: undefined,
      weights: { streams: 1, packets: 1 },
      state: new UpstreamState({ name, ...state }),
    }));
    const dialer = new FailoverDialer({
      ways,
      picker: new OrderedPicker(),
      limits: { attempts: 4, attemptsPerUpstream: 1, connectMs: 3000, handshakeMs: 3000 },
      direct: undefined,
      clock: this.#clock,
      observer,
    });
    return await dialer.dial(TARGET, { signal: new AbortController().signal, progress() {} });
  }

  [Symbol.dispose](): void {
    this.#clock[Symbol.dispose]();
    this.leaving.close();
    this.sound.close();
  }
}

Deno.test("a client's first bytes go to the next upstream when the first one has broken the connection", async () => {
  using scene = new Scene();
  const [conn, peer] = await Promise.all([scene.dial(), scene.leaving.accept()]);
  // On loopback the RST is there when this returns; nobody is reading who would notice it.
  peer.close();
  const answered = echoOnce(scene.sound);
  await conn.write(testBytes(30_000));
  await conn.closeWrite();
  assertEquals(await readAll(conn), testBytes(30_000));
  await answered;
  conn.close();
  assertEquals(scene.diary.lines, ["leaving moved on"]);
});

for (const reads of [true, false]) {
  const how = reads ? "ends" : "breaks";
  Deno.test(`a client that waits for the server to speak does not notice that an upstream ${how}`, async () => {
    using scene = new Scene();
    const [conn, peer] = await Promise.all([scene.dial(), scene.leaving.accept()]);
    const reading = readAll(conn);
    if (reads) await peer.read(new Uint8Array(1));
    peer.close();
    const spoken = speakOnce(scene.sound);
    assertEquals(await reading, testBytes(500));
    await spoken;
    conn.close();
    assertEquals(scene.diary.lines, ["leaving moved on"]);
  });
}

/** Connects to `listener`, whatever the target, and greets. */
function greetingDialer({ addr }: Deno.TcpListener): StreamDialer {
  const connect = tcpConnector(new BufferPool(), { noDelay: true, keepAlive: false });
  return {
    async dial(_target, { signal }) {
      const conn = await connect({ host: addr.hostname, port: addr.port }, signal);
      await conn.write(Uint8Array.of(GREETING));
      return conn;
    },
  };
}

async function echoOnce(listener: Deno.TcpListener): Promise<void> {
  using peer = await listener.accept();
  await peer.read(new Uint8Array(1));
  for await (const chunk of chunksOf(peer)) await writeAll(peer, chunk);
}

async function speakOnce(listener: Deno.TcpListener): Promise<void> {
  using peer = await listener.accept();
  await peer.read(new Uint8Array(1));
  await writeAll(peer, testBytes(500));
}
