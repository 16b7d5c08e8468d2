// The outlet that the rules of the configuration name.

import type { RouteTable } from "../acl/route_table.ts";
import type { HostPort } from "../net/address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Resolver } from "../net/resolver.ts";
import { addressesForRules } from "./addresses_for_rules.ts";
import type { Outlet } from "./outlet.ts";
import type { ChoiceOptions, OutletChooser } from "./outlet_chooser.ts";

export interface TableChooserParts {
  readonly table: RouteTable<Outlet>;
  /** `undefined`: names are left as they are, and rules by address do not see them. */
  readonly resolver: Resolver | undefined;
}

export class TableChooser implements OutletChooser {
  readonly #table: RouteTable<Outlet>;
  readonly #resolver: Resolver | undefined;

  constructor({ table, resolver }: TableChooserParts) {
    this.#table = table;
    this.#resolver = resolver;
  }

  choose(target: HostPort, options: ChoiceOptions): MaybePromise<Outlet> {
    const resolver = this.#resolver;
    const question = { ...target, user: options.user };
    const addresses = resolver === undefined ? [] : undefined;
    const decision = this.#table.decide({ ...question, addresses });
    if (decision !== undefined) return decision.way;
    return addressesForRules(resolver!, target, options)
      .then((addresses) => this.#table.decide({ ...question, addresses })!.way);
  }
}
