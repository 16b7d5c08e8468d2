// Ranges of addresses of one family, sorted and merged, in two typed arrays: an address is found by binary search. An
// IPv4 address is one word of 32 bits, an IPv6 address four.

import type { AddressBlock } from "./address_block.ts";

export class AddressRanges {
  readonly #words: number;
  /** Where each range begins and ends, ascending; none overlaps the next. */
  readonly #firsts: Uint32Array;
  readonly #lasts: Uint32Array;
  #count = 0;

  /** All of one family. */
  constructor(blocks: readonly AddressBlock[]) {
    this.#words = (blocks[0]?.first.length ?? 0) / 4;
    this.#firsts = new Uint32Array(blocks.length * this.#words);
    this.#lasts = new Uint32Array(blocks.length * this.#words);
    for (const block of blocks.toSorted((a, b) => compare(a.first, b.first))) this.#append(block);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  has(address: Uint8Array): boolean {
    if (this.isEmpty) return false;
    const range = this.#lastNotAfter(address);
    return range >= 0 && this.#compare(this.#lasts, range, address) >= 0;
  }

  /** No block before it begins later. */
  #append({ first, last }: AddressBlock): void {
    const before = this.#count - 1;
    if (before >= 0 && this.#compare(this.#lasts, before, first) >= 0) {
      if (this.#compare(this.#lasts, before, last) < 0) this.#put(this.#lasts, before, last);
      return;
    }
    this.#put(this.#firsts, this.#count, first);
    this.#put(this.#lasts, this.#count, last);
    this.#count++;
  }

  /** The last range that does not begin after the address; -1 where all do. */
  #lastNotAfter(address: Uint8Array): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#firsts, middle, address) > 0) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  #compare(bounds: Uint32Array, index: number, address: Uint8Array): number {
    const at = index * this.#words;
    for (let i = 0; i < this.#words; i++) {
      const difference = bounds[at + i]! - wordOf(address, i);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #put(bounds: Uint32Array, index: number, address: Uint8Array): void {
    for (let i = 0; i < this.#words; i++) bounds[index * this.#words + i] = wordOf(address, i);
  }
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Big-endian. */
function wordOf(address: Uint8Array, index: number): number {
  const at = 4 * index;
  const high = address[at]! << 8 | address[at + 1]!;
  return high * 0x10000 + (address[at + 2]! << 8 | address[at + 3]!);
}
