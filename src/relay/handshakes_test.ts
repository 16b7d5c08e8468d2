import { assertEquals } from "@std/assert";
import { type Handshake, Handshakes } from "./handshakes.ts";

class FakeHandshake implements Handshake {
  readonly owner: string | undefined;
  durationMs = 0;
  isEvicted = false;

  constructor(owner: string | undefined) {
    this.owner = owner;
  }

  evict(): void {
    this.isEvicted = true;
  }
}

function begin(handshakes: Handshakes<FakeHandshake>, count: number, owner?: string) {
  return Array.from({ length: count }, () => {
    const handshake = new FakeHandshake(owner);
    handshakes.begin(handshake);
    return handshake;
  });
}

function evicted(all: readonly FakeHandshake[]): readonly number[] {
  return all.flatMap(({ isEvicted }, i) => isEvicted ? [i] : []);
}

Deno.test("Handshakes.begin() ends a client's eldest beyond an eighth of all connections", () => {
  const handshakes = new Handshakes<FakeHandshake>(801);
  const other = begin(handshakes, 1, "192.0.2.2");
  const all = begin(handshakes, 103, "192.0.2.1");
  assertEquals([evicted(all), evicted(other)], [[0, 1], []]);
});

Deno.test("Handshakes.begin() lets a client have 16 where few connections are taken", () => {
  const handshakes = new Handshakes<FakeHandshake>(4);
  assertEquals(evicted(begin(handshakes, 17, "192.0.2.1")), [0]);
});

Deno.test("Handshakes.begin() lets those without an owner have as many as there are connections", () => {
  const handshakes = new Handshakes<FakeHandshake>(800);
  assertEquals(evicted(begin(handshakes, 800)), []);
});

Deno.test("Handshakes.finish() gives a place of the client's share back, once", () => {
  const handshakes = new Handshakes<FakeHandshake>(100);
  const all = begin(handshakes, 16, "192.0.2.1");
  handshakes.finish(all[3]!);
  handshakes.finish(all[3]!);
  begin(handshakes, 1, "192.0.2.1");
  assertEquals(evicted(all), []);
  begin(handshakes, 1, "192.0.2.1");
  assertEquals(evicted(all), [0]);
});

Deno.test("Handshakes.makeRoom() leaves them alone while they are a quarter of all connections", () => {
  const handshakes = new Handshakes<FakeHandshake>(40);
  const all = begin(handshakes, 10);
  for (const handshake of all) handshake.durationMs = 60_000;
  assertEquals([handshakes.makeRoom(), evicted(all)], [undefined, []]);
});

Deno.test("Handshakes.makeRoom() tells when the eldest will have had its 5 s, and then ends it", () => {
  const handshakes = new Handshakes<FakeHandshake>(40);
  const all = begin(handshakes, 12);
  all[0]!.durationMs = 4_999;
  assertEquals([handshakes.makeRoom(), evicted(all)], [1, []]);
  all[0]!.durationMs = 5_000;
  assertEquals([handshakes.makeRoom(), evicted(all)], [undefined, [0]]);
  all[1]!.durationMs = 2_000;
  assertEquals([handshakes.makeRoom(), evicted(all)], [3_000, [0]]);
});
