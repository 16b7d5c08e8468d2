// An access control list compiled: what a client sends through its server, whom a server lets in, and what it connects
// to. Decides as shadowsocks-rust does.

import type { AclRules, OutboundVerdict, TargetVerdict } from "./acl_rules.ts";
import { compileDestinations } from "./compile_destinations.ts";
import { ListDecision } from "./list_decision.ts";

export class Acl {
  /** Of a client's targets: through the server or past it. */
  readonly targets: ListDecision<TargetVerdict>;
  /** Of a server's targets. */
  readonly outbound: ListDecision<OutboundVerdict>;

  constructor(rules: AclRules) {
    const bypass = { verdict: "bypass", destinations: compileDestinations(rules.bypass) } as const;
    const proxy = { verdict: "proxy", destinations: compileDestinations(rules.proxy) } as const;
    const block = {
      verdict: "block",
      destinations: compileDestinations(rules.outboundBlock),
    } as const;
    const allow = {
      verdict: "allow",
      destinations: compileDestinations(rules.outboundAllow),
    } as const;
    this.targets = new ListDecision<TargetVerdict>({
      byName: rules.namesFirst === "proxy" ? [proxy, bypass] : [bypass, proxy],
      addressesFirst: "bypass",
      byDefault: rules.byDefault,
    });
    this.outbound = new ListDecision<OutboundVerdict>({
      byName: [block, allow],
      addressesFirst: "block",
      byDefault: rules.outboundByDefault,
    });
  }

  /** A server's clients are in the lists that are its targets' at a client: accepted if those are proxied. */
  admitsClient(ip: string): boolean {
    return this.targets.decideResolved([ip]) === "proxy";
  }
}
