// The client's side and the target's side of a UDP relay, played by a test.

import type { HostPort } from "../../src/net/address.ts";
import type {
  Packet,
  PacketConn,
  PacketDialer,
  PacketDialOptions,
} from "../../src/net/packet_conn.ts";
import type { PacketDrop } from "../../src/net/packet_drop.ts";
import type { ClientPacket, PacketClient, PacketInbound } from "../../src/net/packet_inbound.ts";
import { StreamError } from "../../src/net/stream_error.ts";

/** Promises of what comes, in order; the lease on each ends when the next is asked for. */
class Queue<T> {
  readonly #items: T[] = [];
  #waiting: PromiseWithResolvers<T> | undefined;
  #failure: Error | undefined;

  put(item: T): void {
    if (this.#waiting === undefined) return void this.#items.push(item);
    this.#waiting.resolve(item);
    this.#waiting = undefined;
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }

  take(): Promise<T> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }
}

export class FakePacketInbound implements PacketInbound {
  readonly address = { host: "127.0.0.1", port: 8388 };
  /** `key<source payload`, in order. */
  readonly replies: string[] = [];
  readonly forgotten: string[] = [];
  readonly #packets = new Queue<ClientPacket>();
  isClosed = false;

  /** A packet of the client at this address; its text is overwritten when the next is asked for. */
  put(from: HostPort, target: HostPort, text: string, user?: string): void {
    const payload = new TextEncoder().encode(text);
    this.#packets.put({ client: this.#clientAt(from, user), target, payload });
  }

  breakWith(error: Error): void {
    this.#packets.fail(error);
  }

  receive(): Promise<ClientPacket> {
    return this.#packets.take();
  }

  forget({ key }: PacketClient): void {
    this.forgotten.push(key);
  }

  close(): void {
    this.isClosed = true;
    this.#packets.fail(new StreamError("closed", "Cannot receive: closed"));
  }

  #clientAt(address: HostPort, user: string | undefined): PacketClient {
    const key = `${address.host}:${address.port}`;
    return {
      key,
      address,
      user,
      reply: (source, payload) => {
        this.replies.push(`${key}<${source.host}:${source.port} ${decode(payload)}`);
        return Promise.resolve(undefined);
      },
    };
  }
}

export class FakePacketDialer implements PacketDialer {
  readonly conns: FakePacketConn[] = [];
  /** For whom each was opened. */
  readonly parties: string[] = [];
  #gate: Promise<void> = Promise.resolve();
  failure: Error | undefined;

  /** Opening waits until then. */
  holdUntil(gate: Promise<void>): void {
    this.#gate = gate;
  }

  async open({ client, dropped }: PacketDialOptions): Promise<PacketConn> {
    this.parties.push(client);
    await this.#gate;
    if (this.failure !== undefined) throw this.failure;
    const conn = new FakePacketConn(dropped);
    this.conns.push(conn);
    return conn;
  }
}

export class FakePacketConn implements PacketConn {
  /** `target payload`, in order. */
  readonly sent: string[] = [];
  readonly dropped: (drop: PacketDrop) => void;
  /** What becomes of packets from now on. */
  drop: PacketDrop | undefined;
  isClosed = false;
  readonly #packets = new Queue<Packet>();

  constructor(dropped: (drop: PacketDrop) => void) {
    this.dropped = dropped;
  }

  put(peer: HostPort, text: string): void {
    this.putBytes(peer, new TextEncoder().encode(text));
  }

  putBytes(peer: HostPort, payload: Uint8Array): void {
    this.#packets.put({ peer, payload });
  }

  breakWith(error: Error): void {
    this.#packets.fail(error);
  }

  receive(): Promise<Packet> {
    return this.#packets.take();
  }

  send({ peer, payload }: Packet): Promise<PacketDrop | undefined> {
    this.sent.push(`${peer.host}:${peer.port} ${decode(payload)}`);
    return Promise.resolve(this.drop);
  }

  close(): void {
    this.isClosed = true;
    this.#packets.fail(new StreamError("closed", "Cannot receive: closed"));
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
