// A client's end of packets of the 2022 edition (SIP022 3.2): one session of our own, and the server's sessions that answer
// it. A server that has been restarted answers in a new one, while packets of the last may still be on their way; so two
// are known, and no third within a minute.

import { decodeServerHead, SESSION_BYTES } from "../codec/packet_head_2022.ts";
import type { Aead } from "../crypto/aead.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import type { HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import { SlidingWindow } from "../replay/sliding_window.ts";
import type { IdentityChain } from "./identity_chain.ts";
import type { OpenedEnvelope, PacketOpener } from "./packet_envelope.ts";
import { packetOpener, packetSealer } from "./packet_envelopes.ts";
import { readPacket } from "./packet_reading.ts";
import { PacketScratch } from "./packet_scratch.ts";
import { PacketWriter } from "./packet_writer.ts";
import type { ClientPackets, OpenedPacket, PacketFault } from "./packets.ts";
import { UserKeys } from "./user_keys.ts";

/** Since the older server session was heard of last. */
const OLD_SESSION_MS = 60_000;

/** What all sessions with one server share. */
export interface ClientPacketParts {
  readonly suite: CipherSuite2022;
  readonly chain: IdentityChain;
  readonly random: (bytes: number) => Uint8Array;
  readonly unixSeconds: () => number;
  readonly clock: Pick<Clock, "now">;
}

/** A session of the server, as we know it from authentic packets. */
interface ServerSession {
  readonly id: string;
  readonly window: SlidingWindow;
  readonly aead: Aead | undefined;
  heardMs: number;
}

export class ClientPackets2022 implements ClientPackets {
  readonly #parts: ClientPacketParts;
  readonly #session: string;
  readonly #writer: PacketWriter;
  readonly #opener: PacketOpener;
  readonly #opened = new PacketScratch();
  #current: ServerSession | undefined;
  #old: ServerSession | undefined;

  constructor(parts: ClientPacketParts) {
    const { chain, random, unixSeconds } = parts;
    const session = random(SESSION_BYTES);
    const sealer = packetSealer({ ...parts, session });
    const plain = new PacketScratch();
    this.#parts = parts;
    this.#session = session.toHex();
    this.#writer = new PacketWriter(sealer, {
      session,
      answered: undefined,
      random,
      unixSeconds,
      plain,
    });
    // A server answers under the user's key, without identity headers.
    this.#opener = packetOpener(
      new UserKeys({ suite: parts.suite, key: chain.userKey, users: [] }),
    );
  }

  seal(target: HostPort, payload: Uint8Array): MaybePromise<Uint8Array> {
    return this.#writer.seal(target, payload);
  }

  open(datagram: Uint8Array): MaybePromise<OpenedPacket | PacketFault> {
    const known = (_: unknown, session: Uint8Array) => this.#find(session.toHex())?.aead;
    const opened = this.#opener.open(datagram, this.#opened, known);
    return opened instanceof Promise
      ? opened.then((opened) => this.#accept(opened))
      : this.#accept(opened);
  }

  #accept(opened: OpenedEnvelope | undefined): OpenedPacket | PacketFault {
    if (opened === undefined) return "unauthentic";
    const packet = this.#judge(opened);
    if (typeof packet === "string") opened.made?.release();
    return packet;
  }

  /** Nothing is remembered before everything about a packet has proved right. */
  #judge({ plain, made }: OpenedEnvelope): OpenedPacket | PacketFault {
    const read = readPacket(plain, decodeServerHead, this.#parts.unixSeconds());
    if (typeof read === "string") return read;
    const { head, body } = read;
    if (head.answered.toHex() !== this.#session) return "replayed";
    const id = head.session.toHex();
    const server = this.#find(id) ?? this.#meet(id, made);
    if (server === undefined) return "over_limit";
    if (!server.window.isFresh(head.packetId)) return "replayed";
    server.window.commit(head.packetId);
    server.heardMs = this.#parts.clock.now();
    return body;
  }

  #find(id: string): ServerSession | undefined {
    return [this.#current, this.#old].find((session) => session?.id === id);
  }

  /** `undefined`: there are two, and the older one is not over yet. */
  #meet(id: string, aead: Aead | undefined): ServerSession | undefined {
    const heardMs = this.#parts.clock.now();
    if (this.#old !== undefined && heardMs - this.#old.heardMs < OLD_SESSION_MS) return undefined;
    this.#old?.aead?.release();
    this.#old = this.#current;
    this.#current = { id, window: new SlidingWindow(), aead, heardMs };
    return this.#current;
  }
}
