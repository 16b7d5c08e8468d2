// What becomes of a destination by two lists and a default. The list that says what the default does not holds the
// exceptions: only its addresses are asked for those that a name resolves to, and one of them is enough.

import type { DestinationMatcher } from "./destination_matcher.ts";
import { isLiteral } from "./host_name.ts";

export interface ListedVerdict<V> {
  readonly verdict: V;
  readonly destinations: DestinationMatcher;
}

export interface TwoLists<V> {
  /** In the order in which a name is looked up. */
  readonly byName: readonly [ListedVerdict<V>, ListedVerdict<V>];
  /** The list that an address is looked up in first. */
  readonly addressesFirst: V;
  readonly byDefault: V;
}

export class ListDecision<V extends string> {
  readonly #byName: readonly ListedVerdict<V>[];
  readonly #byAddress: readonly ListedVerdict<V>[];
  readonly #byDefault: V;
  readonly #exceptions: ListedVerdict<V>;

  constructor({ byName, addressesFirst, byDefault }: TwoLists<V>) {
    const [first, second] = byName;
    this.#byName = byName;
    this.#byAddress = first.verdict === addressesFirst ? byName : [second, first];
    this.#byDefault = byDefault;
    this.#exceptions = first.verdict === byDefault ? second : first;
  }

  /** `undefined`: only the addresses of the name can tell. An IP literal is decided as the address that it is. */
  decideName(host: string): V | undefined {
    if (isLiteral(host)) return this.decideAddress(host);
    const listed = this.#byName.find(({ destinations }) => destinations.matchesName(host));
    if (listed !== undefined) return listed.verdict;
    return this.#exceptions.destinations.hasAddresses ? undefined : this.#byDefault;
  }

  /** Of a destination that is given as an address. */
  decideAddress(ip: string): V {
    const listed = this.#byAddress.find(({ destinations }) => destinations.matchesAddress(ip));
    return listed?.verdict ?? this.#byDefault;
  }

  /** Of a name that no list has, by all that it resolves to; of one without addresses, the default. */
  decideResolved(ips: readonly string[]): V {
    const { destinations, verdict } = this.#exceptions;
    return ips.some((ip) => destinations.matchesAddress(ip)) ? verdict : this.#byDefault;
  }
}
