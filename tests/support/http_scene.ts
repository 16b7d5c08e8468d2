// A client, an HTTP inbound before a played relay, and the targets that are dialed for the client, on memory pipes.

import { assertEquals } from "@std/assert";
import { formatHostPort } from "../../src/net/address.ts";
import type { DialFailure } from "../../src/net/dial_failure.ts";
import type { Inbound } from "../../src/net/inbound.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { bytesOf, cutIntoBytes, textOf } from "./http_text.ts";
import { memoryPipe, readAll } from "./memory_pipe.ts";
import { type Played, playRelay } from "./play_relay.ts";

/** One end of a conversation, in text. */
export class Peer {
  readonly conn: StreamConn;

  constructor(conn: StreamConn) {
    this.conn = conn;
  }

  /** Resolves when the text has been read. */
  async say(text: string): Promise<void> {
    await this.conn.write(bytesOf(text));
  }

  async sayByteByByte(text: string): Promise<void> {
    for (const byte of cutIntoBytes(bytesOf(text))) await this.conn.write(byte);
  }

  /** Reads as many bytes as `text` has: it has to be this text. */
  async hears(text: string): Promise<void> {
    let heard = "";
    while (heard.length < text.length) {
      const chunk = await this.conn.read();
      if (chunk === null) break;
      heard += textOf(chunk);
    }
    assertEquals(heard, text);
  }

  /** All that comes up to FIN. */
  async hearsAll(): Promise<string> {
    return textOf(await readAll(this.conn));
  }

  async finish(): Promise<void> {
    await this.conn.closeWrite();
  }
}

export class HttpScene {
  readonly client: Peer;
  readonly over: Promise<Played>;
  /** Whom, as `user@host:port`, or `host:port` without a user. */
  readonly dialed: string[] = [];
  #targets: Peer[] = [];
  #awaited: ((target: Peer) => void)[] = [];

  /** With a `failure`, no target can be reached. */
  constructor(inbound: Inbound, failure?: DialFailure) {
    const { near, far } = memoryPipe();
    this.client = new Peer(far);
    this.over = playRelay({
      inbound,
      conn: near,
      dial: (target, user) => {
        this.dialed.push(`${user === undefined ? "" : `${user}@`}${formatHostPort(target)}`);
        return failure ?? this.#connect();
      },
    });
  }

  /** The next target that is dialed. */
  async target(): Promise<Peer> {
    return this.#targets.shift() ?? await new Promise((resolve) => this.#awaited.push(resolve));
  }

  #connect(): StreamConn {
    const { near, far } = memoryPipe();
    const target = new Peer(far);
    const awaited = this.#awaited.shift();
    if (awaited === undefined) this.#targets.push(target);
    else awaited(target);
    return near;
  }
}
