// Twice as many connections as a server takes arrive at once: those that it has taken are not disturbed by the others,
// who wait in the system's queue (issue 4).

import { assert, assertEquals } from "@std/assert";
import { descriptorLimit } from "../../src/net/deno_descriptor_limit.ts";
import { assertEchoes, readBytes } from "../support/bystander.ts";
import { plainOpening, startCappedServer } from "../support/capped_server.ts";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";

const LARGEST_CAP = 5000;
/** Fewer than the system's queue holds would prove little. */
const SMALLEST_CAP = 500;
/** Per place this process has two clients, one of whom waits, and one end of the target. */
const DESCRIPTORS_PER_PLACE = 3;
const OTHER_DESCRIPTORS = 200;

const HELLO = testBytes(1);
const MESSAGE = testBytes(300);
const SERVED_DEADLINE_MS = 25_000;

const cap = capFor(descriptorLimit() ?? 0);
if (cap < SMALLEST_CAP) {
  console.log(
    `skipping the crowd at the cap: needs ${SMALLEST_CAP * DESCRIPTORS_PER_PLACE} descriptors`,
  );
}

Deno.test({
  name: `umbra server is not disturbed by ${2 * cap} connections at once over a cap of ${cap}`,
  ignore: cap < SMALLEST_CAP,
  fn: async () => {
    await using target = new EchoTarget();
    const { port, server } = await startCappedServer(cap);
    await using _ending = server;
    await using crowd = new Crowd(port, target.port);
    crowd.arrive(2 * cap);
    await within(SERVED_DEADLINE_MS, `${cap} are served`, crowd.untilServed(cap));

    await crowd.talk();
    assertEquals([crowd.served, target.connections], [cap, cap], "nobody is served over the cap");
    crowd.sendAwayWhoWait();
    await crowd.talk();
    assertEquals([crowd.served, target.connections], [cap, cap], "nobody has lost the place");
    assert(server.process.isRunning);
  },
});

function capFor(descriptors: number): number {
  const places = Math.floor((descriptors - OTHER_DESCRIPTORS) / DESCRIPTORS_PER_PLACE);
  return Math.min(LARGEST_CAP, places);
}

/** Clients of a server without encryption that want to be echoed. */
class Crowd implements AsyncDisposable {
  readonly #port: number;
  readonly #opening: Uint8Array;
  readonly #leaving = new AbortController();
  readonly #waiting = new Set<Deno.TcpConn>();
  readonly #served = new Set<Deno.TcpConn>();
  #arrivals: readonly Promise<void>[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(port: number, targetPort: number) {
    this.#port = port;
    this.#opening = plainOpening(targetPort, HELLO);
  }

  get served(): number {
    return this.#served.size;
  }

  arrive(count: number): void {
    this.#arrivals = Array.from({ length: count }, () => this.#arrive());
  }

  /** Resolves when so many have got their first byte back. */
  async untilServed(count: number): Promise<void> {
    while (this.#served.size < count) await this.#changed.promise;
  }

  /** Everybody who is served says something, all at once, and gets it back. */
  async talk(): Promise<void> {
    await Promise.all([...this.#served].map((conn) => assertEchoes(conn, MESSAGE)));
  }

  sendAwayWhoWait(): void {
    this.#leaving.abort();
    for (const conn of this.#waiting) conn.close();
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.sendAwayWhoWait();
    for (const conn of this.#served) conn.close();
    await Promise.all(this.#arrivals);
  }

  async #arrive(): Promise<void> {
    try {
      await this.#beServed();
    } catch (error) {
      // Who was sent away expects nothing.
      if (!this.#leaving.signal.aborted) throw error;
    }
  }

  async #beServed(): Promise<void> {
    const { signal } = this.#leaving;
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: this.#port, signal });
    if (signal.aborted) return conn.close();
    this.#waiting.add(conn);
    await writeAll(conn, this.#opening);
    assertEquals(await readBytes(conn, HELLO.length), HELLO);
    this.#waiting.delete(conn);
    this.#served.add(conn);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
