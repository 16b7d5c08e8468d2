// The room of one packet at a time. It stays for packets that fit into an Ethernet frame, which nearly all do; a longer
// one gets its own, so that an association which sends a few of these does not go on holding 64 KiB.

const KEPT_BYTES = 2048;

export class PacketScratch {
  #kept: Uint8Array<ArrayBuffer> | undefined;

  /** `bytes` bytes with whatever was in them before, valid until the next call. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    if (bytes > KEPT_BYTES) return new Uint8Array(bytes);
    this.#kept ??= new Uint8Array(KEPT_BYTES);
    return this.#kept.subarray(0, bytes);
  }
}
