// RoutedPacketConn while choices, openings and ends come and go at any moment: every call ends, every end is closed, and
// packets that arrive are whole.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { FakePacketDialer } from "../../tests/support/fake_packets.ts";
import { turn } from "../../tests/support/turn.ts";
import { DialError } from "../net/dial_failure.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import { StreamError } from "../net/stream_error.ts";
import type { Outlet } from "./outlet.ts";
import { RoutedPacketConn } from "./routed_packet_conn.ts";

const FAILURE = new DialError("other", "No socket", { at: "here" });
const TARGETS = 4;

class Play {
  readonly dialers = [new FakePacketDialer(), new FakePacketDialer()];
  readonly drops: PacketDrop[] = [];
  readonly received: string[] = [];
  readonly conn: RoutedPacketConn;
  readonly #outlets: readonly Outlet[] = this.dialers.map((packetDialer) => ({
    dialer: new FakeDialer(),
    packetDialer,
  }));
  #choices: (() => void)[] = [];
  #hesitates = false;
  #calls = 0;
  #sent = 0;

  constructor() {
    const choose = ({ port }: { readonly port: number }) => {
      const outlet = this.#outlets[port % 2]!;
      if (!this.#hesitates) return outlet;
      return new Promise<Outlet>((resolve) => this.#choices.push(() => resolve(outlet)));
    };
    this.conn = new RoutedPacketConn({ choose }, {
      client: "192.0.2.9",
      dropped: (drop) => this.drops.push(drop),
    });
    this.#settles(this.#receiveAll());
  }

  /** Calls that have not ended. */
  get calls(): number {
    return this.#calls;
  }

  get sent(): number {
    return this.#sent;
  }

  send(target: number): void {
    const payload = new TextEncoder().encode(`${++this.#sent}`);
    const sending = this.conn.send({ peer: { host: "t.test", port: target }, payload });
    this.#settles(sending.then((drop) => void (drop !== undefined && this.drops.push(drop))));
  }

  hesitate(): void {
    this.#hesitates = !this.#hesitates;
  }

  decide(): void {
    for (const choice of this.#choices.splice(0)) choice();
  }

  fail(which: number): void {
    const dialer = this.dialers[which]!;
    dialer.failure = dialer.failure === undefined ? FAILURE : undefined;
  }

  break(which: number): void {
    this.dialers[which]!.conns.at(-1)?.breakWith(new StreamError("reset", "Broken"));
  }

  answer(which: number): void {
    const conn = this.dialers[which]!.conns.at(-1);
    if (conn?.isClosed === false) conn.put({ host: "192.0.2.1", port: which }, `from ${which}`);
  }

  async #receiveAll(): Promise<void> {
    for (;;) {
      const { payload } = await this.conn.receive();
      this.received.push(new TextDecoder().decode(payload));
    }
  }

  #settles(call: Promise<unknown>): void {
    this.#calls++;
    const over = () => void this.#calls--;
    call.then(over, over);
  }
}

type Act = (play: Play, pick: number) => unknown;

const ACTS: Readonly<Record<string, Act>> = {
  "the client sends": (play, pick) => play.send(pick),
  "it sends more": (play, pick) => play.send(pick),
  "an answer comes": (play, pick) => play.answer(pick % 2),
  "an end breaks": (play, pick) => play.break(pick % 2),
  "opening fails from now on, or no more": (play, pick) => play.fail(pick % 2),
  "choices take their time from now on, or no more": (play) => play.hesitate(),
  "choices are made": (play) => play.decide(),
  "one microtask": () => Promise.resolve(),
  "one turn": () => turn(),
};

Deno.test("RoutedPacketConn ends every call and closes every end, whatever happens when", async () => {
  const act = fc.tuple(fc.constantFrom(...Object.keys(ACTS)), fc.nat(TARGETS - 1));
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
      const play = new Play();
      for (const [name, pick] of acts) {
        const done = ACTS[name]!(play, pick);
        if (done instanceof Promise) await done;
      }
      await turn();
      play.decide();
      await turn();
      const conns = play.dialers.flatMap(({ conns }) => conns);
      const arrived = conns.flatMap(({ sent }) => sent);
      // Each packet has gone once, or was told of.
      assertEquals(new Set(arrived).size, arrived.length);
      assertEquals(arrived.length + play.drops.length, play.sent);
      for (const text of play.received) assert(/^from [01]$/.test(text), text);
      // One is open for each outlet, and no more.
      for (const { conns } of play.dialers) {
        assert(conns.filter(({ isClosed }) => !isClosed).length <= 1);
      }
      play.conn.close();
      await turn();
      assertEquals([play.calls, conns.filter(({ isClosed }) => !isClosed)], [0, []]);
    }),
    { numRuns: 100 },
  );
});
