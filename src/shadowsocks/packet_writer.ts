// Our own half of a packet session of the 2022 edition: numbers its packets and puts their heads before them.

import { encodedHeadBytes, encodeHead, type PacketHead } from "../codec/packet_head_2022.ts";
import type { HostPort } from "../net/address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import { LastHeader } from "./packet_body.ts";
import type { PacketSealer } from "./packet_envelope.ts";
import { PacketScratch } from "./packet_scratch.ts";

/** Up to here a packet is padded that would tell by its length what it asks: all fits into a frame of Ethernet. */
const PADDED_BYTES = 900;
const DNS_PORT = 53;

export interface PacketWriterParts {
  readonly session: Uint8Array;
  /** The client's session, where this is a server's. */
  readonly answered: Uint8Array | undefined;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** The clock on the wall, in whole seconds. */
  readonly unixSeconds: () => number;
  /** Where packets are put together, one at a time; sessions may share it. */
  readonly plain: PacketScratch;
}

export class PacketWriter {
  readonly #sealer: PacketSealer;
  readonly #parts: PacketWriterParts;
  readonly #headers = new LastHeader();
  readonly #sealed = new PacketScratch();
  #nextId = 0n;

  constructor(sealer: PacketSealer, parts: PacketWriterParts) {
    this.#sealer = sealer;
    this.#parts = parts;
  }

  /** As of ClientPackets and PacketSession. */
  seal(address: HostPort, payload: Uint8Array): MaybePromise<Uint8Array> {
    const header = this.#headers.of(address);
    const head = this.#head(this.#paddingFor(address, payload));
    const plain = this.#parts.plain.take(encodedHeadBytes(head) + header.length + payload.length);
    const headerAt = encodeHead(head, plain);
    plain.set(header, headerAt);
    plain.set(payload, headerAt + header.length);
    return this.#sealer.seal(plain, this.#sealed);
  }

  release(): void {
    this.#sealer.release();
  }

  #head(padding: number): PacketHead {
    const { session, answered, unixSeconds } = this.#parts;
    return { session, answered, packetId: this.#nextId++, unixSeconds: unixSeconds(), padding };
  }

  /** What is asked and answered in DNS shows in its length; so does an empty packet. */
  #paddingFor({ port }: HostPort, { length }: Uint8Array): number {
    const isTelling = length === 0 || port === DNS_PORT;
    if (!isTelling || length >= PADDED_BYTES) return 0;
    const bytes = this.#parts.random(4);
    const drawn = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    return 1 + drawn % (PADDED_BYTES - length);
  }
}
