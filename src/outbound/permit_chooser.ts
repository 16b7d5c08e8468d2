// What a server reaches for its clients: nothing that its access control list blocks, and no address that is closed to
// them. A name that the list leaves open is decided by its addresses: of the direct way, by those that it connects to in
// the end, so that no second answer of a name server gets past the list.

import type { ListDecision } from "../acl/list_decision.ts";
import type { HostPort } from "../net/address.ts";
import { isIp } from "../net/ip_address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Resolver } from "../net/resolver.ts";
import { addressesForRules } from "./addresses_for_rules.ts";
import { BLOCKED_OUTLET } from "./blocked_outlet.ts";
import type { Outlet } from "./outlet.ts";
import type { ChoiceOptions, OutletChooser } from "./outlet_chooser.ts";

export interface PermitParts {
  /** `undefined`: there is no list. */
  readonly outbound: ListDecision<"allow" | "block"> | undefined;
  /** Of an IP literal; names are for whoever resolves them. */
  readonly mayReach: (ip: string) => boolean;
  readonly resolver: Resolver;
  /** The direct way as `next` has it, and the one that checks each address by the list. */
  readonly direct: Outlet;
  readonly checked: Outlet;
  readonly next: OutletChooser;
}

export class PermitChooser implements OutletChooser {
  readonly #parts: PermitParts;

  constructor(parts: PermitParts) {
    this.#parts = parts;
  }

  choose(target: HostPort, options: ChoiceOptions): MaybePromise<Outlet> {
    const { outbound, mayReach, next } = this.#parts;
    const { host } = target;
    const verdict = outbound === undefined ? "allow" : outbound.decideName(host);
    if (verdict === "block" || (isIp(host) && !mayReach(host))) return BLOCKED_OUTLET;
    const chosen = next.choose(target, options);
    return verdict === "allow" ? chosen : this.#byAddress(chosen, target, options);
  }

  async #byAddress(
    chosen: MaybePromise<Outlet>,
    target: HostPort,
    options: ChoiceOptions,
  ): Promise<Outlet> {
    const { outbound, resolver, direct, checked } = this.#parts;
    const outlet = await chosen;
    if (outlet === direct) return checked;
    const verdict = outbound!.decideResolved(await addressesForRules(resolver, target, options));
    return verdict === "block" ? BLOCKED_OUTLET : outlet;
  }
}
