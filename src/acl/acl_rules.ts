// An access control list of the family (shadowsocks-libev, shadowsocks-rust): what a file says, checked and not yet
// compiled.

import type { DestinationRules } from "./destination_rules.ts";

/** Of a client's target: past the server, or through it. */
export type TargetVerdict = "bypass" | "proxy";
/** Of a server's target. */
export type OutboundVerdict = "allow" | "block";

export interface AclRules {
  /** Of a client: what goes to the Shadowsocks server unless listed. Of a server: whether clients are let in unless listed. */
  readonly byDefault: TargetVerdict;
  /** Which list a name is looked up in first, which decides when it is in both. */
  readonly namesFirst: TargetVerdict;
  /** `[bypass_list]`, `[black_list]`. */
  readonly bypass: DestinationRules;
  /** `[proxy_list]`, `[white_list]`. */
  readonly proxy: DestinationRules;
  /** What a server connects to unless listed. */
  readonly outboundByDefault: OutboundVerdict;
  readonly outboundBlock: DestinationRules;
  readonly outboundAllow: DestinationRules;
}
