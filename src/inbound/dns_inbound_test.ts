import { assertEquals, assertRejects } from "@std/assert";
import { FakeNetwork } from "../../tests/support/fake_datagram_socket.ts";
import { isSettled, settle } from "../../tests/support/manual_clock.ts";
import { memoryPipe } from "../../tests/support/memory_pipe.ts";
import { decodeDnsFrame, encodeDnsFrame } from "../codec/dns_frame.ts";
import { ByteReader } from "../net/byte_reader.ts";
import type { DnsAnswering, DnsQuestioner } from "../net/dns_answering.ts";
import { StreamError } from "../net/stream_error.ts";
import { DnsInbound } from "./dns_inbound.ts";
import { DnsPacketInbound } from "./dns_packet_inbound.ts";

/** Twelve bytes that are told apart by the first one. */
function message(first: number): Uint8Array {
  return new Uint8Array(12).fill(first, 0, 1);
}

/** Answers when the test says so, with the question and one byte more. */
class FakeAnswering implements DnsAnswering {
  readonly questions: { readonly query: Uint8Array; readonly questioner: DnsQuestioner }[] = [];
  readonly #answers: PromiseWithResolvers<Uint8Array | undefined>[] = [];
  isClosed = false;

  answer(query: Uint8Array, questioner: DnsQuestioner): Promise<Uint8Array | undefined> {
    this.questions.push({ query: query.slice(), questioner });
    const answer = Promise.withResolvers<Uint8Array | undefined>();
    this.#answers.push(answer);
    return answer.promise;
  }

  close(): void {
    this.isClosed = true;
  }

  reply(index: number): void {
    this.#answers[index]!.resolve(Uint8Array.of(...this.questions[index]!.query, 0xaa));
  }

  ignore(index: number): void {
    this.#answers[index]!.resolve(undefined);
  }
}

function connected() {
  const { near, far } = memoryPipe();
  const answering = new FakeAnswering();
  const served = (async () => {
    for await (const _ of new DnsInbound(answering).accept(near)) throw new Error("A request");
  })();
  served.catch(() => {});
  const reader = new ByteReader(far);
  return {
    answering,
    far,
    served,
    heard: () => reader.readMessage(decodeDnsFrame),
  };
}

Deno.test("DnsInbound answers each question of a connection, in the order in which the answers come", async () => {
  const { answering, far, heard, served } = connected();
  for (const first of [1, 2, 3]) await far.write(encodeDnsFrame(message(first)));
  await settle();
  assertEquals(answering.questions.map(({ query }) => query), [1, 2, 3].map(message));
  assertEquals(answering.questions[0]!.questioner, { client: "127.0.0.9", transport: "stream" });
  answering.reply(2);
  assertEquals((await heard())[0], 3);
  answering.ignore(1);
  await settle();
  await far.closeWrite();
  await settle();
  assertEquals(await isSettled(served), false, "an answer is owed");
  answering.reply(0);
  assertEquals((await heard())[0], 1);
  await served;
});

Deno.test("DnsInbound reads no more questions than may be under way", async () => {
  const { answering, far } = connected();
  for (let i = 0; i < 33; i++) far.write(encodeDnsFrame(message(i))).catch(() => {});
  await settle();
  await settle();
  assertEquals(answering.questions.length <= 32, true);
  far.close();
});

Deno.test("DnsInbound throws when what comes is no DNS, or ends inside a question", async () => {
  const cases = [
    [Uint8Array.of(0, 3, 1, 2, 3), "rejected"],
    [Uint8Array.of(0), "truncated"],
    [encodeDnsFrame(message(1)).subarray(0, 9), "truncated"],
  ] as const;
  for (const [bytes, fault] of cases) {
    const { far, served } = connected();
    await far.write(bytes);
    await far.closeWrite();
    assertEquals((await assertRejects(() => served, StreamError)).fault, fault);
  }
});

Deno.test("DnsPacketInbound answers each question to whoever has asked it, and leaves nothing for the relay", async () => {
  const network = new FakeNetwork();
  const answering = new FakeAnswering();
  const socket = network.socket({ host: "127.0.0.1", port: 53 });
  const inbound = new DnsPacketInbound(socket, answering);
  const received = inbound.receive();
  let hasReceived = false;
  received.then(() => hasReceived = true, () => {});
  const clients = [4001, 4002, 4003].map((port) => ({ host: "127.0.0.1", port }));
  for (const [i, from] of clients.entries()) socket.deliver({ bytes: message(i), from });
  await settle();
  const { questioner } = answering.questions[0]!;
  assertEquals(questioner, { client: "127.0.0.1", transport: "datagram" });
  answering.reply(2);
  await settle();
  answering.ignore(1);
  await settle();
  answering.reply(0);
  await settle();
  assertEquals(
    network.sent.map(({ bytes, to }) => [bytes[0], to.port]),
    [[2, 4003], [0, 4001]],
  );
  assertEquals(hasReceived, false);
  inbound.close();
  await assertRejects(() => received, StreamError);
  assertEquals([answering.isClosed, socket.isClosed], [true, true]);
});

Deno.test("DnsPacketInbound loses questions when very many are under way", async () => {
  const answering = new FakeAnswering();
  const socket = new FakeNetwork().socket({ host: "127.0.0.1", port: 53 });
  const inbound = new DnsPacketInbound(socket, answering);
  inbound.receive().catch(() => {});
  const from = { host: "127.0.0.1", port: 4001 };
  for (let i = 0; i < 1100; i++) socket.deliver({ bytes: message(1), from });
  await settle();
  assertEquals(answering.questions.length, 1024);
  answering.reply(0);
  await settle();
  socket.deliver({ bytes: message(2), from });
  await settle();
  assertEquals(answering.questions.length, 1025);
  inbound.close();
});
