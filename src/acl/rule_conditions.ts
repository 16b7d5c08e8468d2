// What rules ask for besides the destination: ports and users. In flat arrays, since of a thousand rules hundreds may be
// asked for one connection.

export interface RuleCondition {
  /** Empty: all ports. */
  readonly ports: readonly PortRange[];
  /** Names of users who are told apart by the inbound. Empty: everybody. */
  readonly users: readonly string[];
}

/** Both ends included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

interface Asked {
  readonly port: number;
  readonly user: string | undefined;
}

export class RuleConditions {
  /** The lowest and the highest port of each rule. */
  readonly #lowest: Uint16Array;
  readonly #highest: Uint16Array;
  /** Of rules with several spans: what lies between is not all of it. */
  readonly #spans: readonly (readonly PortRange[] | undefined)[];
  readonly #users: readonly (ReadonlySet<string> | undefined)[];

  constructor(rules: readonly RuleCondition[]) {
    this.#lowest = Uint16Array.from(rules, ({ ports }) => least(ports.map(({ first }) => first)));
    this.#highest = Uint16Array.from(rules, ({ ports }) => most(ports.map(({ last }) => last)));
    this.#spans = rules.map(({ ports }) => ports.length > 1 ? ports : undefined);
    this.#users = rules.map(({ users }) => users.length > 0 ? new Set(users) : undefined);
  }

  /** `rule` counts from 0. */
  hold(rule: number, { port, user }: Asked): boolean {
    if (port < this.#lowest[rule]! || port > this.#highest[rule]!) return false;
    const spans = this.#spans[rule];
    if (spans !== undefined && !spans.some(({ first, last }) => first <= port && port <= last)) {
      return false;
    }
    const users = this.#users[rule];
    return users === undefined || (user !== undefined && users.has(user));
  }
}

function least(ports: readonly number[]): number {
  return ports.length === 0 ? 0 : Math.min(...ports);
}

function most(ports: readonly number[]): number {
  return ports.length === 0 ? 0xffff : Math.max(...ports);
}
