// The same one for the same key, by weight: for one client (`round_robin=true`) or for one target (`consistent_hash`).
// Rendezvous hashing (Thaler and Ravishankar 1998; weights after Schindelhauer and Schomaker 2005): every upstream draws a
// lot for the key and the best lot wins. So when one is gone only its own keys move, spread over all others by their
// weight; there is no ring to build, and the order of the configuration does not matter.

import { canonicalName } from "../acl/host_name.ts";
import { unmapIpv4 } from "../net/mapped_ipv4.ts";
import { hashText, mixHash } from "./text_hash.ts";
import type { Pickable, Picker, PickRequest } from "./picker.ts";

/** What shall stay together; `undefined`: nothing is known, and the first is as good as any. */
export type PickKey = (request: PickRequest) => string | undefined;

/** Two spellings of a name are one. An association has no one target: it stays with its client. */
export function byTarget(request: PickRequest): string | undefined {
  const { target } = request;
  return target === undefined ? bySource(request) : canonicalName(target.host);
}

export function bySource({ source }: PickRequest): string | undefined {
  return source && unmapIpv4(source);
}

export class HashPicker implements Picker {
  readonly #keyOf: PickKey;
  /** Of the names: one for every upstream. */
  readonly #hashes = new Map<string, number>();

  constructor(keyOf: PickKey) {
    this.#keyOf = keyOf;
  }

  order<P extends Pickable>(candidates: readonly P[], request: PickRequest): readonly P[] {
    const key = this.#keyOf(request);
    if (key === undefined || candidates.length === 1) return candidates;
    const hash = hashText(key);
    const lots = candidates.map((candidate) => ({ candidate, lot: this.#draw(candidate, hash) }));
    return lots.sort((a, b) => a.lot - b.lot).map(({ candidate }) => candidate);
  }

  /** The least wins: exponentially distributed, at the rate of the weight. */
  #draw({ name, weight }: Pickable, key: number): number {
    let own = this.#hashes.get(name);
    if (own === undefined) this.#hashes.set(name, own = hashText(name));
    const evenly = (mixHash(key ^ mixHash(own)) + 0.5) / 2 ** 32;
    return -Math.log(evenly) / weight;
  }
}
