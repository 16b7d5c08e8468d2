import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { a, replyTo } from "../../tests/support/dns_packets.ts";
import { turn } from "../../tests/support/turn.ts";
import { DNS_CLASS_IN, DNS_TYPE, type DnsMessage } from "../codec/dns_message.ts";
import type { HostPort } from "../net/address.ts";
import type { Datagram, DatagramSocket } from "../net/datagram_socket.ts";
import { PlainLink } from "./plain_link.ts";
import { UdpLink } from "./udp_link.ts";

const SERVER = { host: "192.0.2.53", port: 53 };
const NAME = "target.example";
const QUERY = { question: { name: NAME, type: DNS_TYPE.A, class: DNS_CLASS_IN } };
const ANSWER = { answers: [a(NAME, "192.0.2.1")] };

class FakeSocket implements DatagramSocket {
  readonly address: HostPort = { host: "0.0.0.0", port: 40_000 };
  readonly sent: { bytes: Uint8Array; to: HostPort }[] = [];
  isClosed = false;
  takes = true;
  #waiting = Promise.withResolvers<Datagram>();

  receive(): Promise<Datagram> {
    if (this.isClosed) return Promise.reject(new Error("closed"));
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  send(bytes: Uint8Array, to: HostPort): Promise<boolean> {
    this.sent.push({ bytes: bytes.slice(), to });
    return Promise.resolve(this.takes);
  }

  close(): void {
    this.isClosed = true;
    // Perhaps nobody receives at the moment.
    this.#waiting.promise.catch(() => {});
    this.#waiting.reject(new Error("closed"));
  }

  /** A datagram that arrives; the buffer is used again afterwards. */
  async arrive(bytes: Uint8Array, from: HostPort = SERVER): Promise<void> {
    const lent = bytes.slice();
    this.#waiting.resolve({ bytes: lent, from });
    await turn();
    lent.fill(0xff);
  }
}

class Scene {
  readonly sockets: FakeSocket[] = [];
  readonly opened: HostPort[] = [];
  readonly abort = new AbortController();
  doubts = 0;
  nextId = 0xabcd;
  readonly link: UdpLink;

  constructor(server = SERVER) {
    this.link = new UdpLink(server, {
      randomId: () => this.nextId++,
      open: (local) => {
        this.opened.push(local);
        const socket = new FakeSocket();
        this.sockets.push(socket);
        return Promise.resolve(socket);
      },
    });
  }

  async ask(): Promise<{ answer: Promise<DnsMessage>; socket: FakeSocket; query: Uint8Array }> {
    const answer = this.link.ask(QUERY, {
      signal: this.abort.signal,
      doubted: () => this.doubts++,
    });
    // It may fail before a test looks.
    answer.catch(() => {});
    await turn();
    const socket = this.sockets.at(-1)!;
    return { answer, socket, query: socket.sent[0]!.bytes };
  }
}

Deno.test("UdpLink.ask() asks with a new id from a new port, and closes it with the answer", async () => {
  const scene = new Scene();
  for (const id of [0xabcd, 0xabce]) {
    const { answer, socket, query } = await scene.ask();
    assertEquals([query[0]! << 8 | query[1]!, socket.sent[0]!.to], [id, SERVER]);
    await socket.arrive(replyTo(query, ANSWER));
    assertEquals((await answer).answers[0]!.name, NAME);
    assert(socket.isClosed);
  }
  assertEquals(scene.opened, [{ host: "0.0.0.0", port: 0 }, { host: "0.0.0.0", port: 0 }]);
  assertEquals(scene.doubts, 0);
});

Deno.test("UdpLink.ask() opens a socket of the server's family", async () => {
  const scene = new Scene({ host: "2001:db8::53", port: 53 });
  await scene.ask();
  assertEquals(scene.opened, [{ host: "::", port: 0 }]);
});

Deno.test("UdpLink.ask() owns its answer", async () => {
  const scene = new Scene();
  const { answer, socket, query } = await scene.ask();
  const reply = replyTo(query, ANSWER);
  await socket.arrive(reply);
  assertEquals((await answer).bytes, reply);
});

Deno.test("UdpLink.ask() takes no answer that is not the server's to this question, and goes on waiting", async () => {
  const scene = new Scene();
  const { answer, socket, query } = await scene.ask();
  const good = replyTo(query, ANSWER);
  const wrong: readonly [Uint8Array, HostPort][] = [
    [good, { host: "192.0.2.54", port: 53 }],
    [good, { host: "192.0.2.53", port: 5353 }],
    [replyTo(query, { ...ANSWER, id: 0xabce }), SERVER],
    [replyTo(query, { ...ANSWER, name: "bank.example" }), SERVER],
    [query, SERVER],
    [good.subarray(0, good.length - 1), SERVER],
    [new Uint8Array(), SERVER],
    [new Uint8Array(512).fill(0xc0), SERVER],
  ];
  for (const [bytes, from] of wrong) await socket.arrive(bytes, from);
  assertEquals(scene.doubts, wrong.length);
  await socket.arrive(good);
  assertEquals((await answer).bytes, good);
});

Deno.test("UdpLink.ask() gives up a server that sends nothing but wrong answers", async () => {
  const scene = new Scene();
  const { answer, socket, query } = await scene.ask();
  for (let i = 0; i < 32; i++) await socket.arrive(query);
  await assertRejects(() => answer, Error, "192.0.2.53:53");
  assertEquals([scene.doubts, socket.isClosed], [32, true]);
});

Deno.test("UdpLink.ask() rejects when the question cannot be sent", async () => {
  const link = new UdpLink(SERVER, {
    randomId: () => 1,
    open: () => Promise.resolve(Object.assign(new FakeSocket(), { takes: false })),
  });
  const options = { signal: new AbortController().signal, doubted: () => {} };
  await assertRejects(() => link.ask(QUERY, options), Error, "Cannot send");
});

Deno.test("UdpLink.ask() closes its socket and rejects with the reason when it is aborted", async () => {
  const scene = new Scene();
  const { answer, socket } = await scene.ask();
  const reason = new Error("gave up");
  scene.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => answer, Error), reason);
  assert(socket.isClosed);
});

Deno.test("PlainLink.ask() asks by TCP what does not fit into a datagram", async () => {
  const scene = new Scene();
  const tcp = new Scene();
  const link = new PlainLink({ udp: scene.link, tcp: tcp.link });
  const answer = link.ask(QUERY, { signal: scene.abort.signal, doubted: () => {} });
  await turn();
  const { sent: [query] } = scene.sockets[0]!;
  // Whatever is in it: it is cut.
  const truncated = replyTo(query!.bytes, { ...ANSWER, isTruncated: true });
  await scene.sockets[0]!.arrive(truncated.subarray(0, truncated.length - 7));
  const { sent: [again] } = tcp.sockets[0]!;
  await tcp.sockets[0]!.arrive(replyTo(again!.bytes, ANSWER));
  assertEquals((await answer).answers.length, 1);
});
