// What a server reaches for its clients: nothing that its access control list blocks, and no address that is closed to
// them, however it is spelled. A name is decided by its addresses: of the direct way, by those that it connects to in the
// end, so that no second answer of a name server gets past; of an upstream, which looks it up itself, by all that we find.

import type { OutboundVerdict } from "../acl/acl_rules.ts";
import { addressIn } from "../acl/address_in_name.ts";
import { isClosedHost } from "../acl/closed_host.ts";
import type { ListDecision } from "../acl/list_decision.ts";
import type { HostPort } from "../net/address.ts";
import { isIp } from "../net/ip_address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Resolver } from "../net/resolver.ts";
import { addressesForRules } from "./addresses_for_rules.ts";
import { BLOCKED_OUTLET } from "./blocked_outlet.ts";
import type { Outlet } from "./outlet.ts";
import type { ChoiceOptions, OutletChooser } from "./outlet_chooser.ts";

type Outbound = ListDecision<OutboundVerdict>;

export interface PermitParts {
  /** `undefined`: there is no list. */
  readonly outbound: Outbound | undefined;
  readonly mayReach: (ip: string) => boolean;
  readonly resolver: Resolver;
  /** A name that goes through an upstream is looked up for `mayReach` too; otherwise for the list alone. */
  readonly looksUpNames: boolean;
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
    const { outbound, mayReach, looksUpNames, next } = this.#parts;
    const meant = asMeant(target);
    const verdict = outbound === undefined ? "allow" : outbound.decideName(meant.host);
    if (verdict === "block" || isClosedHost(meant.host, mayReach)) return BLOCKED_OUTLET;
    const chosen = next.choose(meant, options);
    const isSettled = verdict === "allow" && (!looksUpNames || isIp(meant.host));
    return isSettled
      ? chosen
      : this.#byAddress({ chosen, isOpen: verdict === undefined }, meant, options);
  }

  async #byAddress(
    { chosen, isOpen }: Undecided,
    target: HostPort,
    options: ChoiceOptions,
  ): Promise<Outlet> {
    const { outbound, mayReach, resolver, direct, checked } = this.#parts;
    const outlet = await chosen;
    if (outlet === direct) return isOpen ? checked : direct;
    if (outlet === BLOCKED_OUTLET) return outlet;
    const addresses = await addressesForRules(resolver, target, options);
    const isBlocked = isOpen && !isAllowed(outbound!, addresses);
    return isBlocked || !addresses.every(mayReach) ? BLOCKED_OUTLET : outlet;
  }
}

interface Undecided {
  readonly chosen: MaybePromise<Outlet>;
  /** By the list. */
  readonly isOpen: boolean;
}

/** Which of them an upstream takes is not ours to say; of a name that only the upstream knows nothing can be said. */
function isAllowed(outbound: Outbound, addresses: readonly string[]): boolean {
  return addresses.length > 0 && addresses.every((ip) => outbound.decideAddress(ip) !== "block");
}

/** As whoever passes the name on would have it understood. */
function asMeant(target: HostPort): HostPort {
  const host = addressIn(target.host);
  return host === undefined || host === target.host ? target : { ...target, host };
}
