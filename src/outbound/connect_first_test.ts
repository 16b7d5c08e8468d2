import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeConnect } from "../../tests/support/fake_dialer.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import { type WatchedConn, watchedPipe } from "../../tests/support/watched_conn.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { connectFirst } from "./connect_first.ts";

const ADDRESSES = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map((host) => ({ host, port: 80 }));

class Race {
  readonly clock = new ManualClock();
  readonly network: FakeConnect;
  readonly abort = new AbortController();
  readonly won: Promise<StreamConn>;
  winner: StreamConn | undefined;

  constructor({ addresses = ADDRESSES, deaf = false } = {}) {
    this.network = new FakeConnect({ deaf });
    this.won = connectFirst(addresses, {
      connect: this.network.connect,
      clock: this.clock,
      signal: this.abort.signal,
    });
    this.won.then((conn) => this.winner = conn, () => {});
  }

  /** How many addresses have been tried. */
  get tried(): number {
    return this.network.attempts.length;
  }

  async succeed(attempt: number): Promise<WatchedConn> {
    const { near } = watchedPipe();
    this.network.attempts[attempt]!.succeed(near);
    await turn();
    return near;
  }

  async fail(attempt: number, failure: "refused" | "host_unreachable" | "other"): Promise<void> {
    this.network.attempts[attempt]!.fail(failure);
    await turn();
  }
}

Deno.test("connectFirst() tries the addresses in their order, each with a head start of 250 ms", async () => {
  const race = new Race();
  assertEquals(race.tried, 1);
  await race.clock.advance(249);
  assertEquals(race.tried, 1);
  await race.clock.advance(1);
  assertEquals(race.tried, 2);
  await race.clock.advance(250);
  assertEquals(race.network.addresses, ADDRESSES.map(({ host }) => host));
  assertStrictEquals(await race.succeed(0), await race.won);
  assertEquals(race.clock.pending, 0);
});

Deno.test("connectFirst() tries the next address at once when one fails", async () => {
  const race = new Race();
  await race.fail(0, "refused");
  assertEquals(race.tried, 2);
  await race.fail(1, "refused");
  assertEquals(race.tried, 3);
  assertEquals(race.clock.pending, 1);
  assertStrictEquals(await race.succeed(2), await race.won);
  assertEquals(race.clock.pending, 0);
});

Deno.test("connectFirst() gives the others up when one wins", async () => {
  const race = new Race();
  await race.clock.advance(250);
  const conn = await race.succeed(1);
  assertStrictEquals(race.winner, conn);
  assert(race.network.attempts[0]!.signal.aborted);
  await race.clock.advance(1000);
  assertEquals([race.tried, race.clock.pending, conn.closed], [2, 0, false]);
});

Deno.test("connectFirst() resolves without waiting for the head start of a slow address", async () => {
  const race = new Race({ deaf: true });
  await race.clock.advance(250);
  const conn = await race.succeed(0);
  assertStrictEquals(race.winner, conn);
  await race.clock.advance(1000);
  assertEquals(race.tried, 2);
  race.network.attempts[1]!.fail("other");
});

Deno.test("connectFirst() closes connections that come too late", async () => {
  const race = new Race({ deaf: true });
  await race.clock.advance(500);
  const conn = await race.succeed(2);
  const late = [await race.succeed(0), await race.succeed(1)];
  assertStrictEquals(await race.won, conn);
  assertEquals([conn.closed, ...late.map(({ closed }) => closed)], [false, true, true]);
});

Deno.test("connectFirst() closes the second of two connections that come in the same turn", async () => {
  const race = new Race();
  await race.clock.advance(250);
  const conns = [watchedPipe().near, watchedPipe().near];
  race.network.attempts[1]!.succeed(conns[1]!);
  race.network.attempts[0]!.succeed(conns[0]!);
  await turn();
  assertStrictEquals(race.winner, conns[1]);
  assertEquals(conns.map(({ closed }) => closed), [true, false]);
});

Deno.test("connectFirst() rejects with the first failure when every address fails", async () => {
  const race = new Race();
  await race.clock.advance(250);
  await race.fail(1, "host_unreachable");
  await race.fail(0, "refused");
  await race.fail(2, "other");
  const { failure } = await assertRejects(() => race.won, DialError);
  assertEquals(failure, "host_unreachable");
  assertEquals(race.clock.pending, 0);
});

Deno.test("connectFirst() waits for a slow address when all the others have failed", async () => {
  const race = new Race();
  await race.clock.advance(500);
  await race.fail(0, "refused");
  await race.fail(2, "refused");
  assertEquals(race.winner, undefined);
  assertStrictEquals(await race.succeed(1), await race.won);
});

Deno.test("connectFirst() gives everything up when it is aborted", async () => {
  const race = new Race();
  await race.clock.advance(250);
  const reason = new DialError("timed_out", "Cannot connect: no answer in time");
  race.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => race.won, DialError), reason);
  assertEquals(race.network.attempts.map(({ signal }) => signal.aborted), [true, true]);
  await race.clock.advance(1000);
  assertEquals([race.tried, race.clock.pending], [2, 0]);
});

Deno.test("connectFirst() rejects with the abort's reason although an address has failed before", async () => {
  const race = new Race();
  await race.fail(0, "refused");
  const reason = new DialError("cancelled", "Gave up: the client has left");
  race.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => race.won, DialError), reason);
});

Deno.test("connectFirst() tries nothing when it is aborted before", async () => {
  const clock = new ManualClock();
  const network = new FakeConnect();
  const reason = new DialError("cancelled", "Gave up");
  const signal = AbortSignal.abort(reason);
  const error = await assertRejects(
    () => connectFirst(ADDRESSES, { connect: network.connect, clock, signal }),
    DialError,
  );
  assertStrictEquals(error, reason);
  assertEquals([network.attempts.length, clock.pending], [0, 0]);
});

Deno.test("connectFirst() has no race when there is one address", async () => {
  const race = new Race({ addresses: ADDRESSES.slice(0, 1) });
  assertEquals([race.tried, race.clock.pending], [1, 0]);
  assertStrictEquals(race.network.attempts[0]!.signal, race.abort.signal);
  assertStrictEquals(await race.succeed(0), await race.won);
});

Deno.test("connectFirst() rejects with the only address's failure", async () => {
  const race = new Race({ addresses: ADDRESSES.slice(0, 1) });
  await race.fail(0, "refused");
  assertEquals((await assertRejects(() => race.won, DialError)).failure, "refused");
});
