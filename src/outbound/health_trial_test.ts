import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeDnsHead, DNS_TYPE } from "../codec/dns_message.ts";
import { DialError } from "../net/dial_failure.ts";
import type { Packet, PacketConn } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { isSettled, ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { memoryPipe, readAll } from "../../tests/support/memory_pipe.ts";
import { cutEvery, ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { tryPackets, tryStreams } from "./health_trial.ts";

const TARGET = { address: { host: "example.com", port: 80 }, path: "/" };
const DNS = { server: { host: "192.0.2.53", port: 53 }, name: "example.com" };
const LATE = new DialError("timed_out", "late");

Deno.test("tryStreams() resolves with the time to the answer's first byte when all of it has come", async () => {
  const { way, far, clock, trial } = await streamTrial();
  await clock.advance(20);
  await far.read();
  await clock.advance(30);
  const answer = far.write(bytesOf("H"));
  await settle();
  await clock.advance(1000);
  await answer;
  await far.write(bytesOf("TTP/1.1 503 Busy\r\n\r\n"));
  assert(!await isSettled(trial));
  await far.closeWrite();
  assertEquals(await trial, 50);
  assertEquals(way.last.address, TARGET.address);
  assertEquals(await far.read(), null);
});

for (const step of [1, 7, 1000]) {
  Deno.test(`tryStreams() understands an answer in pieces of ${step} bytes`, async () => {
    for (const answer of ["HTTP/1.1 204\r\n", "HTTP/1.0 404 Not Found\r\nA: b\r\n\r\nbody"]) {
      const conn = new ScriptedConn(cutEvery(bytesOf(answer), step));
      assertEquals(await tryStreams(dialerOf(conn), TARGET, parts()), 0);
      assert(conn.isClosed);
    }
  });
}

const NO_ANSWERS: readonly string[] = [
  "",
  "HTTP/1.1 200",
  "SSH-2.0-OpenSSH\r\n",
  "HTTP/1.1 20 OK\r\n",
  "\n",
  "x".repeat(5000),
];

for (const text of NO_ANSWERS) {
  const what = JSON.stringify(text.slice(0, 20));
  Deno.test(`tryStreams() rejects with a failure at the target when ${what} is all that comes`, async () => {
    const conn = new ScriptedConn(cutEvery(bytesOf(text), 100));
    const error = await assertRejects(() => tryStreams(dialerOf(conn), TARGET, parts()), DialError);
    assertEquals([error.failure, error.at], ["other", "target"]);
    assert(conn.isClosed);
  });
}

Deno.test("tryStreams() hangs up when it is late", async () => {
  const { far, trial, late } = await streamTrial();
  await far.read();
  late.abort(LATE);
  const error = await assertRejects(() => trial, DialError, "late");
  assertEquals([error.failure, error.at], ["timed_out", "target"]);
  assertEquals(await readAll(far), new Uint8Array(0));
});

Deno.test("tryStreams() succeeds when it is late after the answer has begun", async () => {
  const { far, trial, late } = await streamTrial();
  await far.read();
  await far.write(bytesOf("HTTP/1.1 200 OK\r\n"));
  late.abort(LATE);
  assertEquals(await trial, 0);
});

Deno.test("tryStreams() rejects with the dial's own failure", async () => {
  const dialer = new FakeDialer();
  const trial = tryStreams(dialer, TARGET, parts());
  const failure = new DialError("refused", "no", { at: "upstream" });
  dialer.last.failOddly(failure);
  assertEquals(await assertRejects(() => trial, DialError), failure);
});

Deno.test("tryPackets() resolves when the answer to its question comes, whatever else comes before", async () => {
  const { conn, clock, trial } = await packetTrial();
  await clock.advance(15);
  const { peer, payload } = conn.sent[0]!;
  assertEquals(peer, DNS.server);
  const { id, question } = decodeDnsHead(payload);
  assertEquals([question.name, question.type], [DNS.name, DNS_TYPE.A]);
  conn.put(bytesOf("noise"));
  conn.put(payload);
  conn.put(answerTo(payload, id ^ 1));
  assert(!await isSettled(trial));
  conn.put(answerTo(payload, id));
  assertEquals(await trial, 15);
  assert(conn.isClosed);
});

Deno.test("tryPackets() closes when it is late", async () => {
  const { conn, late, trial } = await packetTrial();
  late.abort(LATE);
  await assertRejects(() => trial, DialError, "late");
  assert(conn.isClosed);
});

async function streamTrial() {
  const way = new FakeDialer();
  const clock = new ManualClock();
  const late = new AbortController();
  const trial = tryStreams(way, TARGET, { clock, random: () => 0, signal: late.signal });
  // Whoever looks at it later is in time.
  trial.catch(() => {});
  const { near, far } = memoryPipe();
  way.last.succeed(near);
  await settle();
  return { way, far, clock, late, trial };
}

async function packetTrial() {
  const conn = new PlayedPackets();
  const clock = new ManualClock();
  const late = new AbortController();
  const dialer = { open: () => Promise.resolve(conn) };
  const trial = tryPackets(dialer, DNS, { clock, random: () => 0, signal: late.signal });
  trial.catch(() => {});
  await settle();
  return { conn, clock, late, trial };
}

class PlayedPackets implements PacketConn {
  readonly sent: Packet[] = [];
  isClosed = false;
  readonly #come: Packet[] = [];
  #waiting: PromiseWithResolvers<Packet> | undefined;

  put(payload: Uint8Array): void {
    const packet = { peer: DNS.server, payload };
    if (this.#waiting === undefined) this.#come.push(packet);
    else this.#waiting.resolve(packet);
    this.#waiting = undefined;
  }

  receive(): Promise<Packet> {
    const packet = this.#come.shift();
    if (packet !== undefined) return Promise.resolve(packet);
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  send({ peer, payload }: Packet): Promise<undefined> {
    this.sent.push({ peer, payload: payload.slice() });
    return Promise.resolve(undefined);
  }

  close(): void {
    this.isClosed = true;
    this.#waiting?.reject(new Error("closed"));
  }
}

function answerTo(question: Uint8Array, id: number): Uint8Array {
  const answer = question.slice();
  new DataView(answer.buffer).setUint16(0, id);
  answer[2] = answer[2]! | 0x80;
  return answer;
}

function dialerOf(conn: ScriptedConn): StreamDialer {
  return { dial: () => Promise.resolve(conn) };
}

function parts() {
  const { signal } = new AbortController();
  return { clock: new ManualClock(), random: () => 0, signal };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
