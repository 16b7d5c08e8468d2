// A server's end of AEAD-2017 packets on a port that many users share: whose a packet is shows when it opens. A client is
// the address that it sends from, and the user: another one at the same address is another client.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Attempt } from "./first_of.ts";
import type { KeyTrial } from "./key_trial.ts";
import { readPacketBody } from "./packet_body.ts";
import { PacketScratch } from "./packet_scratch.ts";
import { type PacketKey, Session2017 } from "./packets_2017.ts";
import type { OpenedClientPacket, PacketFault, PacketSession, ServerPackets } from "./packets.ts";

export class SharedPackets2017 implements ServerPackets {
  readonly #trial: KeyTrial<PacketKey>;
  readonly #opened = new PacketScratch();
  readonly #sessions = new Map<string, SharedSession>();
  /** Whose last packet came from an address. */
  readonly #lastAt = new Map<string, SharedSession>();

  constructor(trial: KeyTrial<PacketKey>) {
    this.#trial = trial;
  }

  open(datagram: Uint8Array, from: HostPort): MaybePromise<OpenedClientPacket | PacketFault> {
    const address = formatHostPort(from);
    const opened = this.#find(from.host, address, (key) => {
      const body = key.sealing.open(datagram, this.#opened);
      return body instanceof Promise
        ? body.then((body) => unlessStrange(key, body))
        : unlessStrange(key, body);
    });
    return opened instanceof Promise
      ? opened.then((opened) => this.#accept(opened, from.host, address))
      : this.#accept(opened, from.host, address);
  }

  forget({ key }: PacketSession): void {
    const session = this.#sessions.get(key);
    if (session === undefined) return;
    this.#sessions.delete(key);
    if (this.#lastAt.get(session.address) === session) this.#lastAt.delete(session.address);
  }

  /** Most packets belong to the session of the one before. */
  #find(
    host: string,
    address: string,
    attempt: Attempt<PacketKey, Opened>,
  ): MaybePromise<Opened | undefined> {
    const last = this.#lastAt.get(address)?.packetKey;
    const all = () => this.#trial.find(host, attempt);
    const first = last && attempt(last);
    if (first instanceof Promise) return first.then((opened) => opened ?? all());
    return first ?? all();
  }

  #accept(
    opened: Opened | undefined,
    host: string,
    address: string,
  ): OpenedClientPacket | PacketFault {
    if (opened === undefined) return "unauthentic";
    const { key, body } = opened;
    if (typeof body === "string") return body;
    this.#trial.used(key, host);
    const packet = readPacketBody(body);
    if (typeof packet === "string") return packet;
    return { ...packet, session: this.#sessionOf(key, address) };
  }

  #sessionOf(packetKey: PacketKey, address: string): PacketSession {
    const key = `${address} ${packetKey.user ?? ""}`;
    const session = this.#sessions.get(key) ?? new SharedSession(key, { packetKey, address });
    this.#sessions.set(key, session);
    this.#lastAt.set(address, session);
    return session;
  }
}

class SharedSession extends Session2017 {
  readonly packetKey: PacketKey;
  readonly address: string;

  constructor(
    key: string,
    { packetKey, address }: { readonly packetKey: PacketKey; readonly address: string },
  ) {
    super(key, packetKey);
    this.packetKey = packetKey;
    this.address = address;
  }
}

/** What comes of a packet whose tag is right. */
interface Opened {
  readonly key: PacketKey;
  readonly body: Uint8Array | PacketFault;
}

function unlessStrange(key: PacketKey, body: Uint8Array | PacketFault): Opened | undefined {
  return body === "unauthentic" ? undefined : { key, body };
}
