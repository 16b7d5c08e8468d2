// Whatever the two peers do, and in whatever order: what goes in comes out, and in the end everything is released.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { HandledConnection } from "../../tests/support/handled_connection.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import type { WatchedConn } from "../../tests/support/watched_conn.ts";
import { concatBytes } from "../net/bytes.ts";
import type { StreamConn } from "../net/stream_conn.ts";

type Step =
  | { readonly kind: "send"; readonly who: Who; readonly length: number }
  | { readonly kind: "read" | "finish" | "break"; readonly who: Who }
  | { readonly kind: "turn" | "connect" | "refuse" };
type Who = "client" | "upstream";

/** A peer that sends and reads when the schedule says so, each in its order. */
class Peer {
  sent = new Uint8Array(0) as Uint8Array;
  received = new Uint8Array(0) as Uint8Array;
  hasFinished = false;
  heardFin = false;
  isBroken = false;
  #sending: Promise<void> = Promise.resolve();
  #reading: Promise<void> = Promise.resolve();

  constructor(readonly conn: StreamConn, readonly ours: WatchedConn) {}

  send(length: number): void {
    if (this.hasFinished) return;
    const bytes = testBytes(length);
    this.sent = concatBytes(this.sent, bytes);
    this.#sending = this.#sending.then(() => this.conn.write(bytes)).catch(() => {});
  }

  finish(): void {
    if (this.hasFinished) return;
    this.hasFinished = true;
    this.#sending = this.#sending.then(() => this.conn.closeWrite());
  }

  read(): void {
    this.#reading = this.#reading.then(() => this.#readOne()).catch(() => {});
  }

  async readToEnd(): Promise<void> {
    await this.#reading;
    while (!this.heardFin && !this.isBroken) await this.#readOne();
  }

  break(): void {
    this.isBroken = true;
    this.ours.break("reset");
  }

  async #readOne(): Promise<void> {
    if (this.heardFin) return;
    const chunk = await this.conn.read();
    if (chunk === null) this.heardFin = true;
    else this.received = concatBytes(this.received, chunk);
  }
}

class Schedule {
  readonly scene = new HandledConnection({ timeouts: { idleMs: 1e9, halfClosedMs: 1e9 } });
  readonly client = new Peer(this.scene.clientFar, this.scene.client);
  readonly upstream = new Peer(this.scene.upstreamFar, this.scene.upstream);
  #decided: "connected" | "refused" | undefined;

  async play(steps: readonly Step[]): Promise<void> {
    await turn();
    for (const step of steps) await this.#take(step);
    if (this.#decided === undefined) await this.#take({ kind: "connect" });
    for (const peer of [this.client, this.upstream]) {
      peer.finish();
      peer.readToEnd().catch(() => {});
    }
    await turn();
  }

  async #take(step: Step): Promise<void> {
    switch (step.kind) {
      case "send":
        return this[step.who].send(step.length);
      case "read":
      case "finish":
      case "break":
        return this[step.who][step.kind]();
      case "turn":
        return await turn();
      case "connect":
      case "refuse":
        if (this.#decided === undefined) await this.#decide(step.kind);
    }
  }

  async #decide(verdict: "connect" | "refuse"): Promise<void> {
    this.#decided = verdict === "connect" ? "connected" : "refused";
    if (verdict === "connect") await this.scene.connect();
    else this.scene.dialer.last.fail("refused");
  }
}

const who = fc.constantFrom<Who>("client", "upstream");
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("send" as const), who, length: length() }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("read" as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("finish" as const), who }) },
  { weight: 6, arbitrary: fc.constant({ kind: "turn" } as const) },
  { weight: 3, arbitrary: fc.constant({ kind: "connect" } as const) },
);
const badStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: step },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("break" as const), who }) },
  { weight: 1, arbitrary: fc.constant({ kind: "refuse" } as const) },
);

function length(): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(2048, 16_384, 65_536));
}

Deno.test("TcpHandler hands on all bytes and both FINs whatever the peers' order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const schedule = new Schedule();
      await schedule.play(steps);
      const { scene, client, upstream } = schedule;
      assertEquals(upstream.received, client.sent);
      assertEquals(client.received, upstream.sent);
      assert(client.heardFin && upstream.heardFin);
      assert(scene.isOver);
      assertReleased(scene);
      const { outcome, bytesUp, bytesDown } = scene.observer.endings[0]!;
      const isUnanswered = client.sent.length > 0 && upstream.sent.length === 0;
      assertEquals([outcome, bytesUp, bytesDown], [
        isUnanswered ? "unanswered" : "finished",
        client.sent.length,
        upstream.sent.length,
      ]);
    }),
    { numRuns: 100 },
  );
});

Deno.test("TcpHandler releases everything once whatever breaks and whenever", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(badStep, { maxLength: 40 }), async (steps) => {
      const schedule = new Schedule();
      await schedule.play(steps);
      const { scene, client, upstream } = schedule;
      assert(scene.isOver);
      assertReleased(scene);
      assertPrefix(upstream.received, client.sent);
      assertPrefix(client.received, upstream.sent);
    }),
    { numRuns: 200 },
  );
});

function assertReleased(scene: HandledConnection): void {
  const { observer, handler, client, upstream, clock, request } = scene;
  assertEquals(observer.endings.length, 1);
  assertEquals(handler.stage, "DESTROYED");
  assert(client.closed);
  assertEquals(upstream.closed || upstream.reads === 0, true);
  assertEquals([...client.breaches, ...upstream.breaches], []);
  assert(request.answers.length <= 1, "proceed and abort were both called");
  assert(clock.pending <= 1, "more than the sweep's alarm is left");
}

function assertPrefix(part: Uint8Array, whole: Uint8Array): void {
  assertEquals(part, whole.subarray(0, part.length));
}
