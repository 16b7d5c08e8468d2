// Which packet numbers of a session have come (RFC 6479): a ring of bits that slides along with the highest one. 64-bit
// numbers, so nothing of a stranger's can overflow it.

const WORD_BITS = 32;
/** A power of two; one word is always being left behind. */
const RING_WORDS = 256;
/** How far behind the highest number another may lie and still be told from a replay: as WireGuard's, in 1 KiB. */
export const WINDOW = 8128;

export class SlidingWindow {
  readonly #ring = new Uint32Array(RING_WORDS);
  /** The highest number that was committed; -1 before the first. */
  #highest = -1n;

  /** Whether the number has not come before, for all that is known. Changes nothing. */
  isFresh(id: bigint): boolean {
    if (id > this.#highest) return true;
    if (this.#highest - id > WINDOW) return false;
    const { word, bit } = placeOf(id);
    return (this.#ring[word]! & bit) === 0;
  }

  /** Marks a fresh number; only when everything else about its packet has proved right. */
  commit(id: bigint): void {
    if (id > this.#highest) this.#slideTo(id);
    const { word, bit } = placeOf(id);
    this.#ring[word]! |= bit;
  }

  /** Empties the words between the one of the highest number so far and that of `id`. */
  #slideTo(id: bigint): void {
    const last = this.#highest >> 5n;
    const distance = (id >> 5n) - last;
    if (distance >= RING_WORDS) this.#ring.fill(0);
    else {
      const from = Number(last & 255n);
      for (let i = 1; i <= distance; i++) this.#ring[(from + i) % RING_WORDS] = 0;
    }
    this.#highest = id;
  }
}

function placeOf(id: bigint): { readonly word: number; readonly bit: number } {
  const low = Number(id & BigInt(RING_WORDS * WORD_BITS - 1));
  return { word: Math.floor(low / WORD_BITS), bit: 1 << low % WORD_BITS };
}
