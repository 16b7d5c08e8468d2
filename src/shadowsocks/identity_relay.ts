// A relay of SIP023: finds in the first identity header where a stream or packet goes on to, takes that header away and
// lets the rest pass. It has no key to open anything, and nothing comes back that it would have to change.

import { IDS_BYTES } from "../codec/packet_head_2022.ts";
import { BLOCK_BYTES } from "../crypto/block_cipher.ts";
import { concatBytes } from "../net/bytes.ts";
import { PacketScratch } from "./packet_scratch.ts";
import type { UserKeys } from "./user_keys.ts";

/** What is passed on, and to whom. */
export interface Stripped {
  /** As the key of the next one is named. */
  readonly next: string;
  readonly bytes: Uint8Array;
}

export class IdentityRelay {
  readonly #keys: UserKeys;
  readonly #packet = new PacketScratch();

  /** `next`: our own key, and as its users those whom we pass on to. */
  constructor(next: UserKeys) {
    if (next.identityBytes === 0) throw new RangeError("Cannot relay: there is nobody to relay to");
    this.#keys = next;
  }

  /** How much of a stream must have come. */
  get streamBytes(): number {
    return this.#keys.suite.method.saltBytes + BLOCK_BYTES;
  }

  /** The beginning of a stream, at least {@link streamBytes} of it. `undefined`: it goes to nobody whom we know. */
  stripStream(beginning: Uint8Array): Stripped | undefined {
    const salt = beginning.subarray(0, this.#keys.suite.method.saltBytes);
    const identity = beginning.subarray(salt.length, this.streamBytes);
    const next = this.#keys.ofStream(salt, identity)?.user;
    if (next === undefined) return undefined;
    return { next, bytes: concatBytes(salt, beginning.subarray(this.streamBytes)) };
  }

  /** The ids go on under the next key. The result's bytes are valid until the next call. */
  stripPacket(datagram: Uint8Array): Stripped | undefined {
    if (datagram.length < IDS_BYTES + BLOCK_BYTES) return undefined;
    const rest = datagram.subarray(IDS_BYTES + BLOCK_BYTES);
    const bytes = this.#packet.take(IDS_BYTES + rest.length);
    const ids = bytes.subarray(0, IDS_BYTES);
    this.#keys.blocks.decrypt(datagram.subarray(0, IDS_BYTES), ids);
    const next = this.#keys.ofPacket(ids, datagram.subarray(IDS_BYTES, IDS_BYTES + BLOCK_BYTES));
    if (next?.user === undefined) return undefined;
    this.#keys.suite.blocks(next.key).encrypt(ids, ids);
    bytes.set(rest, IDS_BYTES);
    return { next: next.user, bytes };
  }
}
