// What a server knows of one session of a client: which packets have come, and how to answer.

import { SESSION_BYTES } from "../codec/packet_head_2022.ts";
import type { Aead } from "../crypto/aead.ts";
import type { HostPort } from "../net/address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import { SlidingWindow } from "../replay/sliding_window.ts";
import { IdentityChain } from "./identity_chain.ts";
import { packetSealer } from "./packet_envelopes.ts";
import { PacketWriter, type PacketWriterParts } from "./packet_writer.ts";
import type { PacketSession } from "./packets.ts";
import type { UserKey, UserKeys } from "./user_keys.ts";

/** What all sessions of a server share. */
export interface SessionParts extends Pick<PacketWriterParts, "random" | "unixSeconds" | "plain"> {
  readonly keys: UserKeys;
}

export interface ClientSession {
  readonly user: UserKey;
  /** Read during the call only. */
  readonly id: Uint8Array;
  /** That opens its packets, from now on the session's; `undefined`: the method has none for a session. */
  readonly aead: Aead | undefined;
}

export class ServerSession implements PacketSession {
  readonly key: string;
  readonly window: SlidingWindow = new SlidingWindow();
  readonly aead: Aead | undefined;
  /** When its last authentic packet came. */
  heardMs = 0;
  /** Somebody has been given it and has not forgotten it since. */
  isNeeded = true;
  readonly #user: UserKey;
  readonly #clientSession: Uint8Array;
  readonly #parts: SessionParts;
  /** Made for the first answer: who never answers needs no key for it. */
  #writer: PacketWriter | undefined;

  constructor(key: string, { user, id, aead }: ClientSession, parts: SessionParts) {
    this.key = key;
    this.aead = aead;
    this.#user = user;
    this.#clientSession = id.slice();
    this.#parts = parts;
  }

  get user(): string | undefined {
    return this.#user.user;
  }

  seal(source: HostPort, payload: Uint8Array): MaybePromise<Uint8Array> {
    this.#writer ??= this.#makeWriter();
    return this.#writer.seal(source, payload);
  }

  release(): void {
    this.aead?.release();
    this.#writer?.release();
  }

  #makeWriter(): PacketWriter {
    const { keys: { suite }, random, unixSeconds, plain } = this.#parts;
    const session = random(SESSION_BYTES);
    const chain = new IdentityChain(suite, { identityKeys: [], userKey: this.#user.key });
    const sealer = packetSealer({ suite, chain, session, random });
    const answered = this.#clientSession;
    return new PacketWriter(sealer, { session, answered, random, unixSeconds, plain });
  }
}
