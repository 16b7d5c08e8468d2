// RedispatchingConn against peers, servers and clients that do anything at any moment, down to the same turn: whatever
// they do, it keeps its word to both sides and leaves nothing behind.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ManagedWays, RETRY_MS, upstreamError } from "../../tests/support/managed_ways.ts";
import { PlayedConn } from "../../tests/support/played_conn.ts";
import { turn } from "../../tests/support/turn.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { FailoverDialer } from "./failover_dialer.ts";
import { OrderedPicker } from "./ordered_picker.ts";

const TARGET = { host: "target.example", port: 25 };

/** A client that reads all the time, and its ways. */
class Play {
  readonly scene = new ManagedWays("abcd");
  readonly conns: PlayedConn[] = [];
  readonly caller = new AbortController();
  /** Which streams the chunks came from. */
  readonly heard = new Set<number>();
  conn: StreamConn | undefined;
  #calls = 0;
  #writing = false;
  #isFinished = false;
  #trial: number | undefined;

  async begin(): Promise<void> {
    const { ways, clock, diary } = this.scene;
    // The last of them is down, and due for a trial.
    this.scene.markDown(3);
    await clock.advance(RETRY_MS);
    const dialer = new FailoverDialer({
      ways,
      picker: new OrderedPicker(),
      limits: { attempts: 9, attemptsPerUpstream: 1, connectMs: 3000, handshakeMs: 30_000 },
      direct: undefined,
      clock,
      observer: diary,
    });
    const { signal } = this.caller;
    const dialed = dialer.dial(TARGET, { signal, progress: () => {} });
    this.reach();
    this.conn = await dialed;
    this.#settles(this.#readAll(this.conn));
  }

  /** Calls of the client that nobody has answered. */
  get calls(): number {
    return this.#calls;
  }

  reach(): void {
    const dial = this.#dial();
    if (dial === undefined) return;
    const conn = new PlayedConn(this.conns.length);
    this.conns.push(conn);
    dial.succeed(conn);
    const isTrial = this.scene.dialers[3]!.dials.includes(dial);
    if (isTrial) this.#trial = conn.id;
  }

  /** Whether something has come through the way that was down. */
  get hasHeardTrial(): boolean {
    return this.#trial !== undefined && this.heard.has(this.#trial);
  }

  refuse(): void {
    this.#dial()?.failOddly(upstreamError("refused"));
  }

  write(): void {
    if (this.#writing || this.#isFinished) return;
    this.#writing = true;
    this.#settles(this.conn!.write(Uint8Array.of(1, 2, 3)).then(() => this.#writing = false));
  }

  finish(): void {
    if (this.#writing || this.#isFinished) return;
    this.#isFinished = true;
    this.#settles(this.conn!.closeWrite());
  }

  /** The last one that was dialed and not yet answered. */
  #dial() {
    const dialed = this.scene.dialers.findLast(({ dials }) => dials.length > 0);
    const dial = dialed?.last;
    if (dial === undefined || dial.signal.aborted || this.#answered.has(dial)) return undefined;
    this.#answered.add(dial);
    return dial;
  }

  readonly #answered = new Set<unknown>();

  async #readAll(conn: StreamConn): Promise<void> {
    for (let chunk = await conn.read(); chunk !== null; chunk = await conn.read()) {
      this.heard.add(chunk[0]!);
    }
  }

  #settles(call: Promise<unknown>): void {
    this.#calls++;
    const over = () => void this.#calls--;
    call.then(over, over);
  }
}

type Act = (play: Play, last: PlayedConn) => unknown;

const ACTS: Readonly<Record<string, Act>> = {
  "the way at hand speaks": (_, last) => last.speak(),
  "it ends": (_, last) => last.end(),
  "it breaks": (_, last) => last.break(),
  "it talks nonsense": (_, last) => last.break("unauthenticated"),
  "it takes what is written": (_, last) => last.take(),
  "it takes nothing of it": (_, last) => last.refuse({ isUntouched: true }),
  "it may have taken a part of it": (_, last) => last.refuse({ isUntouched: false }),
  "the first way speaks after all": ({ conns }) => conns[0]!.speak(),
  "the next way is reached": (play) => play.reach(),
  "the next way refuses": (play) => play.refuse(),
  "the client writes": (play) => play.write(),
  "the client has finished": (play) => play.finish(),
  "time passes": ({ scene }) => scene.clock.advance(12_000),
  "the caller forgets the dial": ({ caller }) => caller.abort(),
  "one microtask": () => Promise.resolve(),
  "one turn": () => turn(),
  "another turn": () => turn(),
};

Deno.test("RedispatchingConn keeps its word and leaves nothing behind, whoever does what at whatever moment", async () => {
  const acts = fc.array(fc.constantFrom(...Object.keys(ACTS)), { maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(acts, async (acts) => {
      const play = new Play();
      await play.begin();
      const { conns, scene } = play;
      for (const act of acts) {
        const done = ACTS[act]!(play, conns.at(-1)!);
        if (done instanceof Promise) await done;
      }
      await turn();
      const took = conns.filter(({ taken }) => taken > 0).map(({ id }) => id);
      play.conn!.close();
      await turn();
      assertEquals(conns.flatMap(({ breaches }) => breaches), []);
      assert(took.length <= 1, `payload went to ${took}`);
      assert(new Set([...play.heard, ...took]).size <= 1, `heard ${[...play.heard]}, told ${took}`);
      assertEquals(conns.filter(({ isClosed }) => !isClosed), []);
      assertEquals([play.calls, scene.clock.pending], [0, 0]);
      assertEquals(scene.diary.lines.includes("d back"), play.hasHeardTrial);
      // Nobody keeps a trial that is over.
      await scene.clock.advance(RETRY_MS);
      for (const state of scene.states) assert(state.isUsable);
    }),
    { numRuns: 60 },
  );
});
