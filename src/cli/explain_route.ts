// Which way a target would take, and what decides it. No name is resolved for that: where only the addresses of a name
// can tell, this says so.

import { Acl } from "../acl/acl.ts";
import { addressIn } from "../acl/address_in_name.ts";
import { isClosedHost } from "../acl/closed_host.ts";
import type { RouteDecision } from "../acl/route_table.ts";
import type { Config, ServerConfig } from "../config/config.ts";
import type { Route, RouteRule } from "../config/routing.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import { isIp } from "../net/ip_address.ts";
import { ruleTable } from "../service/rule_table.ts";
import { targetRule } from "../service/target_rule.ts";

/** One line for each step, up to the one that decides. Rejects with a ServiceError when a file cannot be used. */
export async function explainRoute(config: Config, target: HostPort): Promise<readonly string[]> {
  const title = `target ${formatHostPort(target)}`;
  const before = config.role === "server"
    ? closedTo(config, target.host)
    : pastTheServers(config, target.host);
  if (before.decides) return [title, `  ${before.line}`];
  const steps = [before.line, ...await ruleSteps(config, target)];
  return [title, ...steps.filter((step) => step !== "").map((step) => `  ${step}`)];
}

interface Step {
  readonly line: string;
  /** Nothing after it is asked. */
  readonly decides: boolean;
}

const NOTHING: Step = { line: "", decides: false };

/** A client's access control list goes before its rules. */
function pastTheServers({ routing: { acl } }: Config, host: string): Step {
  if (acl === undefined) return NOTHING;
  switch (new Acl(acl).targets.decideName(host)) {
    case "bypass":
      return { line: "directly: the access control list sends it past the servers", decides: true };
    case "proxy":
      return { line: "the access control list leaves it to the servers", decides: false };
    case undefined:
      return {
        line: "directly if the access control list has one of its addresses to bypass; otherwise",
        decides: false,
      };
  }
}

/** As is a server's, and what of the network around it is closed. */
function closedTo(config: ServerConfig, named: string): Step {
  const host = addressIn(named) ?? named;
  const verdict = config.routing.acl && new Acl(config.routing.acl).outbound.decideName(host);
  if (verdict === "block") return { line: "blocked by the access control list", decides: true };
  if (isClosedHost(host, targetRule(config))) {
    return { line: "blocked: it is not public, and allow_private does not have it", decides: true };
  }
  if (isIp(host)) return NOTHING;
  const lists = verdict === undefined && config.routing.acl !== undefined
    ? "the access control list or allow_private"
    : "allow_private";
  return { line: `unless ${lists} closes its addresses:`, decides: false };
}

async function ruleSteps({ routing }: Config, target: HostPort): Promise<readonly string[]> {
  const { rules, otherwise, resolves } = routing;
  if (rules.length === 0) return [wayOf(otherwise)];
  const table = await ruleTable(routing, (route) => route);
  const question = { ...target, user: undefined };
  const byName = table.decide({ ...question, addresses: [] })!;
  const passedOver = rules.slice(0, byName.rule);
  const personal = passedOver.some(({ match }) => match.users.length > 0)
    ? ["rules for single users are left out, since none is named"]
    : [];
  const isOpen = resolves && table.decide({ ...question, addresses: undefined }) === undefined;
  return [
    ...(isOpen ? ["by the first rule that has one of its addresses; if none does:"] : []),
    decisionOf(byName, rules),
    ...personal,
  ];
}

function decisionOf(
  { way, rule }: RouteDecision<Route>,
  rules: readonly RouteRule[],
): string {
  const place = rule === undefined ? undefined : rules[rule]!.place;
  const why = place === undefined ? "no rule matches" : `the rule at ${place} decides`;
  return `${wayOf(way)}: ${why}`;
}

function wayOf(route: Route): string {
  switch (route.kind) {
    case "direct":
      return "directly";
    case "block":
      return "blocked";
    case "upstreams":
      return `through ${route.names.join(", ")} (${route.balance}; ` +
        `when all are down: ${route.whenAllDown})`;
  }
}
