// Both ends of AEAD-2017 packets, and of those of the method `none`. The protocol knows no sessions: a client is the
// address that it sends from.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import { LastHeader, readPacketBody } from "./packet_body.ts";
import { PacketScratch } from "./packet_scratch.ts";
import type { PacketSealing } from "./packet_sealing.ts";
import type {
  ClientPackets,
  OpenedClientPacket,
  OpenedPacket,
  PacketFault,
  PacketSession,
  ServerPackets,
} from "./packets.ts";

export class ClientPackets2017 implements ClientPackets {
  readonly #sealing: PacketSealing;
  readonly #headers = new LastHeader();
  readonly #sealed = new PacketScratch();
  readonly #opened = new PacketScratch();

  constructor(sealing: PacketSealing) {
    this.#sealing = sealing;
  }

  seal(target: HostPort, payload: Uint8Array): MaybePromise<Uint8Array> {
    return this.#sealing.seal(this.#headers.of(target), payload, this.#sealed);
  }

  open(datagram: Uint8Array): MaybePromise<OpenedPacket | PacketFault> {
    const body = this.#sealing.open(datagram, this.#opened);
    return body instanceof Promise ? body.then(readBody) : readBody(body);
  }
}

export class ServerPackets2017 implements ServerPackets {
  readonly #sealing: PacketSealing;
  readonly #opened = new PacketScratch();
  readonly #sessions = new Map<string, PacketSession>();

  constructor(sealing: PacketSealing) {
    this.#sealing = sealing;
  }

  open(datagram: Uint8Array, from: HostPort): MaybePromise<OpenedClientPacket | PacketFault> {
    const body = this.#sealing.open(datagram, this.#opened);
    return body instanceof Promise
      ? body.then((body) => this.#read(body, from))
      : this.#read(body, from);
  }

  forget({ key }: PacketSession): void {
    this.#sessions.delete(key);
  }

  #read(body: Uint8Array | PacketFault, from: HostPort): OpenedClientPacket | PacketFault {
    const packet = readBody(body);
    if (typeof packet === "string") return packet;
    return { address: packet.address, payload: packet.payload, session: this.#sessionOf(from) };
  }

  #sessionOf(from: HostPort): PacketSession {
    const key = formatHostPort(from);
    let session = this.#sessions.get(key);
    if (session === undefined) {
      session = new Session2017(key, { user: undefined, sealing: this.#sealing });
      this.#sessions.set(key, session);
    }
    return session;
  }
}

/** Whose packets a session carries. */
export interface PacketKey {
  readonly user: string | undefined;
  readonly sealing: PacketSealing;
}

export class Session2017 implements PacketSession {
  readonly key: string;
  readonly user: string | undefined;
  readonly #sealing: PacketSealing;
  readonly #headers = new LastHeader();
  readonly #sealed = new PacketScratch();

  constructor(key: string, { user, sealing }: PacketKey) {
    this.key = key;
    this.user = user;
    this.#sealing = sealing;
  }

  seal(source: HostPort, payload: Uint8Array): MaybePromise<Uint8Array> {
    return this.#sealing.seal(this.#headers.of(source), payload, this.#sealed);
  }
}

function readBody(body: Uint8Array | PacketFault): OpenedPacket | PacketFault {
  return typeof body === "string" ? body : readPacketBody(body);
}
