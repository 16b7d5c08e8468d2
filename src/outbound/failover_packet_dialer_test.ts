import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { ManagedWays, RETRY_MS, upstreamError } from "../../tests/support/managed_ways.ts";
import { DialError } from "../net/dial_failure.ts";
import type { PacketConn, PacketDialer, PacketDialOptions } from "../net/packet_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { FailoverPacketDialer } from "./failover_packet_dialer.ts";
import { bySource, HashPicker } from "./hash_picker.ts";
import { LatchedPicker } from "./latched_picker.ts";
import { OrderedPicker } from "./ordered_picker.ts";
import type { Picker } from "./picker.ts";

const OPTIONS: PacketDialOptions = { client: "alice", source: "192.0.2.7", dropped: () => {} };
const REFUSED = upstreamError("refused");
const NO_SOCKET = new DialError("other", "Cannot send packets: no socket can be opened");

/** Opens what never carries anything, or fails. */
class Opening implements PacketDialer {
  readonly opened: PacketDialOptions[] = [];
  closed = 0;
  readonly conn: PacketConn = {
    receive: () => new Promise(() => {}),
    send: () => Promise.resolve(undefined),
    close: () => void this.closed++,
  };
  failure: Error | undefined;

  open(options: PacketDialOptions): Promise<PacketConn> {
    this.opened.push(options);
    return this.failure === undefined ? Promise.resolve(this.conn) : Promise.reject(this.failure);
  }
}

interface SceneOptions {
  readonly picker?: Picker;
  readonly attempts?: number;
  readonly goesDirect?: boolean;
  readonly weights?: readonly number[];
}

class Scene extends ManagedWays {
  readonly openings: readonly Opening[];
  readonly direct = new Opening();
  readonly dialer: FailoverPacketDialer;

  constructor(names: string, options: SceneOptions = {}) {
    super(names);
    const { picker = new OrderedPicker(), attempts = 4, goesDirect = false, weights } = options;
    this.openings = this.ways.map(() => new Opening());
    this.dialer = new FailoverPacketDialer({
      ways: this.ways.map((way, i) => ({
        ...way,
        packetDialer: this.openings[i]!,
        weights: { streams: 1, packets: weights?.[i] ?? 1 },
      })),
      picker,
      limits: { attempts },
      direct: goesDirect ? this.direct : undefined,
      observer: this.diary,
    });
  }

  get opened(): string {
    return this.openings.map(({ opened }) => opened.length).join(" ");
  }
}

Deno.test("FailoverPacketDialer.open() opens the first way", async () => {
  const scene = new Scene("ab");
  assertLeadsTo(await scene.dialer.open(OPTIONS), scene.openings[0]!);
  assertEquals([scene.openings[0]!.opened, scene.opened], [[OPTIONS], "1 0"]);
});

Deno.test("FailoverPacketDialer.open() goes on to the next way, and blames what is the upstream's fault", async () => {
  const scene = new Scene("abc");
  scene.openings[0]!.failure = REFUSED;
  scene.openings[1]!.failure = NO_SOCKET;
  assertLeadsTo(await scene.dialer.open(OPTIONS), scene.openings[2]!);
  assertEquals(scene.diary.lines, ["a moved on", "b moved on"]);
  assertEquals(scene.states.map(({ isSpotless }) => isSpotless), [false, true, true]);
});

Deno.test("FailoverPacketDialer.open() leaves an upstream alone whose ends break as soon as they are open", async () => {
  const scene = new Scene("ab");
  const broken = new StreamError("reset", "The association has ended");
  scene.openings[0]!.conn.receive = () => Promise.reject(broken);
  for (let i = 0; i < 2; i++) {
    const conn = await scene.dialer.open(OPTIONS);
    assertStrictEquals(await assertRejects(() => conn.receive()), broken);
  }
  await scene.dialer.open(OPTIONS);
  assertEquals([scene.opened, scene.diary.lines], ["2 1", ["a down"]]);
});

Deno.test("FailoverPacketDialer.open() rejects with the last failure when no way can be opened", async () => {
  const scene = new Scene("abc", { attempts: 2 });
  for (const opening of scene.openings) opening.failure = NO_SOCKET;
  scene.openings[1]!.failure = REFUSED;
  assertStrictEquals(await assertRejects(() => scene.dialer.open(OPTIONS)), REFUSED);
  assertEquals([scene.opened, scene.diary.lines], ["1 1 0", ["a moved on"]]);
});

Deno.test("FailoverPacketDialer.open() does not go on when nobody waits any more, or for a defect", async () => {
  for (const failure of [new DialError("cancelled", "Gave up"), new TypeError("Cannot read")]) {
    const scene = new Scene("ab");
    scene.openings[0]!.failure = failure;
    assertStrictEquals(await assertRejects(() => scene.dialer.open(OPTIONS)), failure);
    assertEquals(scene.opened, "1 0");
  }
});

Deno.test("FailoverPacketDialer.open() leaves an upstream alone that streams have shown to be down", async () => {
  const scene = new Scene("ab");
  scene.markDown(0);
  await scene.dialer.open(OPTIONS);
  assertEquals(scene.opened, "0 1");
  await scene.clock.advance(RETRY_MS);
  await scene.dialer.open(OPTIONS);
  assertEquals(scene.opened, "1 1");
  // That it can be opened says nothing of the server.
  assertEquals(scene.states[0]!.isDown, true);
});

Deno.test("FailoverPacketDialer.open() tries upstreams that are down when there is nothing else, or goes direct", async () => {
  for (const goesDirect of [false, true]) {
    const scene = new Scene("ab", { goesDirect });
    scene.markDown(0);
    scene.openings[1]!.failure = REFUSED;
    const expected = goesDirect ? scene.direct : scene.openings[0]!;
    assertLeadsTo(await scene.dialer.open(OPTIONS), expected);
    assertEquals(scene.opened, goesDirect ? "0 1" : "1 1");
  }
});

Deno.test("FailoverPacketDialer.open() goes direct when all upstreams have failed, which is no attempt of theirs", async () => {
  for (const attempts of [1, 2, 3]) {
    const scene = new Scene("ab", { goesDirect: true, attempts });
    for (const opening of scene.openings) opening.failure = REFUSED;
    const opened = scene.dialer.open(OPTIONS);
    if (attempts === 1) await assertRejects(() => opened, DialError);
    else assertStrictEquals(await opened, scene.direct.conn);
    assertEquals(scene.opened, attempts === 1 ? "1 0" : "1 1");
  }
});

Deno.test("FailoverPacketDialer.open() asks the picker about those that weigh something, and tells it who has served", async () => {
  const scene = new Scene("abc", { picker: new LatchedPicker(), weights: [0, 1, 1] });
  scene.openings[1]!.failure = REFUSED;
  await scene.dialer.open(OPTIONS);
  await scene.dialer.open(OPTIONS);
  assertEquals(scene.opened, "0 1 2");
});

Deno.test("FailoverPacketDialer.open() keeps a client to its upstream", async () => {
  const scene = new Scene("abcdef", { picker: new HashPicker(bySource) });
  for (let i = 0; i < 3; i++) await scene.dialer.open(OPTIONS);
  assertEquals(scene.opened.split(" ").toSorted().join(" "), "0 0 0 0 0 3");
});

Deno.test("FailoverPacketDialer needs a way", () => {
  assertThrows(() => new Scene("a", { weights: [0] }), RangeError);
});

function assertLeadsTo(conn: PacketConn, opening: Opening): void {
  conn.close();
  assertEquals(opening.closed, 1);
}
