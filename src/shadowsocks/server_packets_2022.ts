// A server's end of packets of the 2022 edition (SIP022 3.2): a session for each session of a client, wherever its packets
// come from. What came is remembered for as long as its time would still be taken, also when nobody needs the session any
// more; where there is no more room, new sessions are refused and none is forgotten.

import { decodeClientHead } from "../codec/packet_head_2022.ts";
import type { Clock } from "../net/clock.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { OpenedEnvelope, PacketOpener } from "./packet_envelope.ts";
import { packetOpener } from "./packet_envelopes.ts";
import { readPacket } from "./packet_reading.ts";
import { PacketScratch } from "./packet_scratch.ts";
import type { OpenedClientPacket, PacketFault, PacketSession, ServerPackets } from "./packets.ts";
import { type ClientSession, ServerSession, type SessionParts } from "./server_session_2022.ts";
import type { UserKey } from "./user_keys.ts";

/** A packet's time is taken for 30 s before and after, in whole seconds: 61 s, and one for a clock that is slewed. */
const REMEMBERED_MS = 62_000;

/** Only when a session comes, since nothing else makes more of them; and not for each. */
const SWEEP_MS = 1000;

export interface ServerPacketParts extends Omit<SessionParts, "plain"> {
  readonly clock: Pick<Clock, "now">;
  /** Those included that are only remembered. */
  readonly maxSessions: number;
}

export class ServerPackets2022 implements ServerPackets {
  readonly #parts: ServerPacketParts & SessionParts;
  readonly #opener: PacketOpener;
  readonly #opened = new PacketScratch();
  readonly #sessions = new Map<string, ServerSession>();
  #sweptMs: number;

  constructor(parts: ServerPacketParts) {
    // One room for all sessions: an engine has read its input when its call returns.
    this.#parts = { ...parts, plain: new PacketScratch() };
    this.#opener = packetOpener(parts.keys);
    this.#sweptMs = parts.clock.now();
  }

  open(datagram: Uint8Array): MaybePromise<OpenedClientPacket | PacketFault> {
    const known = (user: UserKey, session: Uint8Array) =>
      this.#sessions.get(keyOf(user, session))?.aead;
    const opened = this.#opener.open(datagram, this.#opened, known);
    return opened instanceof Promise
      ? opened.then((opened) => this.#accept(opened))
      : this.#accept(opened);
  }

  forget({ key }: PacketSession): void {
    const session = this.#sessions.get(key);
    if (session !== undefined) session.isNeeded = false;
  }

  #accept(opened: OpenedEnvelope | undefined): OpenedClientPacket | PacketFault {
    if (opened === undefined) return "unauthentic";
    const packet = this.#judge(opened);
    if (typeof packet === "string") opened.made?.release();
    return packet;
  }

  /** Nothing is remembered before everything about a packet has proved right. */
  #judge({ user, plain, made }: OpenedEnvelope): OpenedClientPacket | PacketFault {
    const read = readPacket(plain, decodeClientHead, this.#parts.unixSeconds());
    if (typeof read === "string") return read;
    const { head, body } = read;
    const key = keyOf(user, head.session);
    const session = this.#sessions.get(key) ??
      this.#meet(key, { user, id: head.session, aead: made });
    if (session === undefined) return "over_limit";
    if (!session.window.isFresh(head.packetId)) return "replayed";
    session.window.commit(head.packetId);
    session.heardMs = this.#parts.clock.now();
    session.isNeeded = true;
    return { ...body, session };
  }

  /** `undefined`: there is no room. */
  #meet(key: string, client: ClientSession): ServerSession | undefined {
    this.#sweep();
    if (this.#sessions.size >= this.#parts.maxSessions) return undefined;
    const session = new ServerSession(key, client, this.#parts);
    this.#sessions.set(key, session);
    return session;
  }

  #sweep(): void {
    const now = this.#parts.clock.now();
    if (now - this.#sweptMs < SWEEP_MS) return;
    this.#sweptMs = now;
    for (const [key, session] of this.#sessions) {
      if (session.isNeeded || now - session.heardMs < REMEMBERED_MS) continue;
      this.#sessions.delete(key);
      session.release();
    }
  }
}

/** Sessions of two users never meet, whatever ids they choose. */
function keyOf({ user }: UserKey, session: Uint8Array): string {
  return user === undefined ? session.toHex() : `${session.toHex()} ${user}`;
}
