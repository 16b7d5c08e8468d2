// As many connections as a server takes, of which none says anything, keep nobody out for long: once they have had their
// 5 s, the eldest makes room for whoever comes (issue 5).

import { assert, assertEquals, assertGreaterOrEqual, assertLess } from "@std/assert";
import { descriptorLimit } from "../../src/net/deno_descriptor_limit.ts";
import { median } from "../bench/statistics.ts";
import { assertEchoes, readBytes } from "../support/bystander.ts";
import { plainOpening, startCappedServer } from "../support/capped_server.ts";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";

const CROWD = 5000;
const SPARE_DESCRIPTORS = 200;
const OPENED_AT_ONCE = 500;

const PATIENCE_MS = 5000;
/** The two clocks are not read at the same moment. */
const TOLERANCE_MS = 50;
const SERVED_MS = 200;
const FIRST_SERVED_DEADLINE_MS = 25_000;
const DEADLINE_MS = 5000;
const GUESTS = 9;

const HELLO = testBytes(1);
const MESSAGE = testBytes(300);

const cap = Math.min(CROWD, (descriptorLimit() ?? 0) - SPARE_DESCRIPTORS);
if (cap < CROWD) console.log(`skipping the silent crowd: needs ${CROWD} descriptors`);

Deno.test({
  name: `umbra server serves who speaks within ${SERVED_MS} ms beside ${CROWD} who say nothing`,
  ignore: cap < CROWD,
  fn: async () => {
    await using target = new EchoTarget();
    const { port, server } = await startCappedServer(cap);
    await using _ending = server;
    await using crowd = new SilentCrowd(port);
    await using guests = new AsyncDisposableStack();
    const beServed = async () => guests.use(await openServed(port, target.port));

    const came = performance.now();
    await crowd.arrive(cap);
    await within(FIRST_SERVED_DEADLINE_MS, "the first is served", beServed());
    const patience = performance.now() - came;
    assertGreaterOrEqual(patience, PATIENCE_MS - TOLERANCE_MS, "there was no room before");

    const waits: number[] = [];
    for (let i = 0; i < GUESTS; i++) {
      const start = performance.now();
      const guest = await within(DEADLINE_MS, `guest ${i} is served`, beServed());
      waits.push(performance.now() - start);
      await assertEchoes(guest, MESSAGE);
    }
    assertLess(median(waits), SERVED_MS, `${waits.map(Math.round)} ms`);
    assertEquals(target.connections, GUESTS + 1);
    // One place may be free again for the next.
    assert([GUESTS + 1, GUESTS + 2].includes(crowd.ended), `${crowd.ended} have made room`);
    assert(server.process.isRunning);
  },
});

/** Its first byte has come back. */
async function openServed(port: number, targetPort: number): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    await writeAll(conn, plainOpening(targetPort, HELLO));
    assertEquals(await readBytes(conn, HELLO.length), HELLO);
    return conn;
  } catch (error) {
    conn.close();
    throw error;
  }
}

/** Connects and waits for what happens. */
class SilentCrowd implements AsyncDisposable {
  readonly #port: number;
  readonly #conns: Deno.TcpConn[] = [];
  readonly #waiting: Promise<void>[] = [];
  /** How many the server has ended. */
  ended = 0;

  constructor(port: number) {
    this.#port = port;
  }

  async arrive(count: number): Promise<void> {
    while (this.#conns.length < count) {
      const batch = Math.min(OPENED_AT_ONCE, count - this.#conns.length);
      const open = () => Deno.connect({ hostname: "127.0.0.1", port: this.#port });
      const conns = await Promise.all(Array.from({ length: batch }, open));
      this.#conns.push(...conns);
      this.#waiting.push(...conns.map((conn) => this.#wait(conn)));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const conn of this.#conns) conn.close();
    await Promise.all(this.#waiting);
  }

  async #wait(conn: Deno.TcpConn): Promise<void> {
    try {
      assertEquals(await conn.read(new Uint8Array(1)), null);
      this.ended++;
    } catch {
      // Closed by the end of the test.
    }
  }
}
