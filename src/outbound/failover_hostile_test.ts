// Parents that do anything but their work, whatever they speak: the connection goes on to the next one, in time, and
// nothing of the bad ones is left.

import { assert, assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import fc from "fast-check";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { PlayedConn } from "../../tests/support/played_conn.ts";
import { turn } from "../../tests/support/turn.ts";
import { UpstreamDiary } from "../../tests/support/upstream_diary.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { FailoverDialer } from "./failover_dialer.ts";
import { HttpConnectDialer } from "./http_connect_dialer.ts";
import { OrderedPicker } from "./ordered_picker.ts";
import type { ProxyParts } from "./proxy_handshake.ts";
import { Socks4Dialer } from "./socks4_dialer.ts";
import { Socks5Dialer } from "./socks5_dialer.ts";
import { TimedDialer } from "./timed_dialer.ts";
import { UpstreamState } from "./upstream_state.ts";

const TARGET = { host: "target.example", port: 443 };
const CONNECT_MS = 3_000;
const HANDSHAKE_MS = 30_000;

const KINDS: readonly ((parts: ProxyParts) => StreamDialer)[] = [
  (parts) => new Socks4Dialer({ ...parts, userId: "", resolver: undefined }),
  (parts) => new Socks5Dialer({ ...parts, credentials: undefined }),
  (parts) => new HttpConnectDialer({ ...parts, credentials: undefined }),
];

/** What a parent says, and what it does then; `undefined`: it is not even reached. */
type Habit = { readonly says: Uint8Array; readonly then: "ends" | "breaks" | "hangs" } | undefined;

/** Beginnings of what would be right, so that more than the first byte is looked at. */
const BEGINNINGS = [
  "",
  "\x00\x5a",
  "\x05\x00",
  "\x05\x00\x05\x00\x00\x03\xff",
  "HTTP/1.1 200 OK\r\n",
];

const habits: fc.Arbitrary<Habit> = fc.option(
  fc.record({
    says: fc.tuple(fc.constantFrom(...BEGINNINGS), fc.uint8Array({ maxLength: 12 })).map(
      ([beginning, rest]) =>
        Uint8Array.of(...Array.from(beginning, (letter) => letter.charCodeAt(0)), ...rest),
    ),
    then: fc.constantFrom("ends", "breaks", "hangs"),
  }),
  { nil: undefined },
);

class Scene {
  readonly clock = new ManualClock();
  readonly diary = new UpstreamDiary();
  readonly conns: PlayedConn[] = [];
  readonly dialer: FailoverDialer;

  constructor(parents: readonly { readonly kind: number; readonly habit: Habit }[]) {
    const { clock, diary: observer } = this;
    this.dialer = new FailoverDialer({
      ways: parents.map(({ kind, habit }, i) => ({
        name: `${i}`,
        dialer: KINDS[kind]!({
          proxy: { host: "192.0.2.1", port: i + 1 },
          transport: new TimedDialer({
            dialer: this.#transport(habit),
            limitMs: CONNECT_MS,
            clock,
          }),
          clock,
          handshakeMs: HANDSHAKE_MS,
        }),
        packetDialer: undefined,
        weights: { streams: 1, packets: 1 },
        state: new UpstreamState({ name: `${i}`, failThreshold: 1, retryMs: 1e9, clock, observer }),
      })),
      picker: new OrderedPicker(),
      limits: {
        attempts: parents.length,
        attemptsPerUpstream: 1,
        connectMs: CONNECT_MS,
        handshakeMs: HANDSHAKE_MS,
      },
      direct: undefined,
      clock,
      observer,
    });
  }

  #transport(habit: Habit): StreamDialer {
    return {
      dial: (_target, { signal }) =>
        new Promise((resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
          if (habit !== undefined) resolve(this.#parent(habit));
        }),
    };
  }

  #parent({ says, then }: NonNullable<Habit>): PlayedConn {
    const conn = new PlayedConn(this.conns.length);
    this.conns.push(conn);
    conn.takesAll();
    // In pieces, as they come over a bad line.
    for (const byte of says) conn.speak(Uint8Array.of(byte));
    if (then === "ends") conn.end();
    if (then === "breaks") setTimeout(() => conn.break(), 0);
    return conn;
  }
}

Deno.test("FailoverDialer.dial() keeps its time and leaves nothing behind, whatever parents say and do", async () => {
  const parents = fc.array(fc.record({ kind: fc.nat(KINDS.length - 1), habit: habits }), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(parents, async (parents) => {
      const scene = new Scene(parents);
      const { clock, conns, diary } = scene;
      const { signal } = new AbortController();
      const listeners = countListeners(signal);
      let over: "yes" | DialError | undefined;
      const dialed = scene.dialer.dial(TARGET, { signal, progress: () => {} });
      dialed.then(() => over = "yes", (error) => over = error);
      const limitMs = parents.length * (CONNECT_MS + HANDSHAKE_MS);
      while (over === undefined) {
        await clock.advance(CONNECT_MS);
        assertLessOrEqual(clock.now(), limitMs);
      }
      if (over === "yes") (await dialed).close();
      else assert(over instanceof DialError, `${over}`);
      await turn();
      assertEquals(listeners.count, 0);
      assertEquals([clock.pending, conns.filter(({ isClosed }) => !isClosed)], [0, []]);
      assertEquals(conns.flatMap(({ breaches }) => breaches), []);
      // One line for each that was left for another.
      const movedOn = diary.lines.filter((line) => line.endsWith("moved on"));
      assertEquals(movedOn.length, new Set(movedOn).size);
    }),
    { numRuns: 40 },
  );
});

Deno.test("FailoverDialer.dial() moves on from each parent that talks nonsense, hangs or hangs up", async () => {
  const nonsense: readonly Habit[] = [
    undefined,
    { says: new Uint8Array(0), then: "hangs" },
    { says: new Uint8Array(0), then: "ends" },
    { says: Uint8Array.of(0xff, 0xff, 0xff), then: "hangs" },
    // A reply whose name is longer than what follows.
    { says: Uint8Array.of(5, 0, 5, 0, 0, 3, 0xff, 0x61), then: "ends" },
  ];
  const scene = new Scene(nonsense.map((habit) => ({ kind: 1, habit })));
  const { signal } = new AbortController();
  const dialed = assertRejects(
    () => scene.dialer.dial(TARGET, { signal, progress: () => {} }),
    DialError,
    "in 5 attempts",
  );
  await scene.clock.advance(CONNECT_MS + 2 * HANDSHAKE_MS);
  await dialed;
  assertEquals(scene.diary.lines.filter((line) => line.endsWith("down")).length, 5);
  assertEquals([scene.clock.pending, scene.conns.every(({ isClosed }) => isClosed)], [0, true]);
});

/** How many there are from now on. */
function countListeners(signal: AbortSignal): { count: number } {
  const listeners = { count: 0 };
  for (const [verb, step] of [["addEventListener", 1], ["removeEventListener", -1]] as const) {
    const call = signal[verb].bind(signal);
    signal[verb] = (type: string, listener: EventListenerOrEventListenerObject) => {
      listeners.count += step;
      call(type, listener);
    };
  }
  return listeners;
}
