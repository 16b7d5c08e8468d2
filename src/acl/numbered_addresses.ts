// Addresses -> the numbers of the rules whose ranges they are in. The ranges are cut where any of them begins or ends;
// between two cuts the same rules hold, so that one binary search decides.

import { parseIp } from "../net/ip_address.ts";
import { type AddressBlock, embeddedIpv4 } from "./address_block.ts";

export interface NumberedBlock {
  readonly block: AddressBlock;
  readonly number: number;
}

/** IPv6 is counted from 0 on, IPv4 behind it. */
const IPV4_AT = 1n << 128n;

export class NumberedAddresses {
  /** Where the numbers change, ascending. */
  readonly #cuts: readonly bigint[];
  /** From each cut to the next. */
  readonly #numbers: readonly (readonly number[])[];

  constructor(blocks: readonly NumberedBlock[]) {
    const edges = blocks.flatMap(edgesOf).sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
    const cuts: bigint[] = [];
    const numbers: (readonly number[])[] = [];
    const depths = new Map<number, number>();
    edges.forEach(({ at, step, number }, i) => {
      const depth = (depths.get(number) ?? 0) + step;
      if (depth === 0) depths.delete(number);
      else depths.set(number, depth);
      if (edges[i + 1]?.at === at) return;
      cuts.push(at);
      numbers.push([...depths.keys()]);
    });
    this.#cuts = cuts;
    this.#numbers = numbers;
  }

  /** An IPv6 address that stands for an IPv4 one is found as either. In no order; empty for what is no address. */
  numbersOf(ip: string): readonly number[] {
    if (this.#cuts.length === 0) return [];
    const bytes = parseIp(ip);
    if (bytes === undefined) return [];
    const embedded = embeddedIpv4(bytes);
    const numbers = this.#numbersAt(numeric(bytes));
    return embedded === undefined ? numbers : [...numbers, ...this.#numbersAt(numeric(embedded))];
  }

  #numbersAt(address: bigint): readonly number[] {
    let [low, high] = [0, this.#cuts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#cuts[middle]! <= address) low = middle + 1;
      else high = middle;
    }
    return this.#numbers[low - 1] ?? [];
  }
}

function edgesOf({ block: { first, last }, number }: NumberedBlock) {
  return [
    { at: numeric(first), step: 1, number },
    { at: numeric(last) + 1n, step: -1, number },
  ];
}

function numeric(bytes: Uint8Array): bigint {
  const value = BigInt(`0x${bytes.toHex()}`);
  return bytes.length === 4 ? IPV4_AT | value : value;
}
