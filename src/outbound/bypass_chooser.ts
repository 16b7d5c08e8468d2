// A client's access control list: what it says goes past the servers goes out directly, everything else on to the rules.

import type { TargetVerdict } from "../acl/acl_rules.ts";
import type { ListDecision } from "../acl/list_decision.ts";
import type { HostPort } from "../net/address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Resolver } from "../net/resolver.ts";
import { addressesForRules } from "./addresses_for_rules.ts";
import type { Outlet } from "./outlet.ts";
import type { ChoiceOptions, OutletChooser } from "./outlet_chooser.ts";

export interface BypassParts {
  readonly targets: ListDecision<TargetVerdict>;
  readonly resolver: Resolver;
  readonly direct: Outlet;
  readonly next: OutletChooser;
}

export class BypassChooser implements OutletChooser {
  readonly #parts: BypassParts;

  constructor(parts: BypassParts) {
    this.#parts = parts;
  }

  choose(target: HostPort, options: ChoiceOptions): MaybePromise<Outlet> {
    const { targets, direct, next } = this.#parts;
    const verdict = targets.decideName(target.host);
    if (verdict === undefined) return this.#byAddress(target, options);
    return verdict === "bypass" ? direct : next.choose(target, options);
  }

  async #byAddress(target: HostPort, options: ChoiceOptions): Promise<Outlet> {
    const { targets, resolver, direct, next } = this.#parts;
    const verdict = targets.decideResolved(await addressesForRules(resolver, target, options));
    return verdict === "bypass" ? direct : await next.choose(target, options);
  }
}
