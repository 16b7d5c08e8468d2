// Rules in their order, the first that matches decides. They are looked up by the names and addresses in them rather than
// tried one by one: a thousand cost no more than ten.

import { isIp } from "../net/ip_address.ts";
import { parseBlock, parseRange } from "./address_block.ts";
import type { DestinationMatcher } from "./destination_matcher.ts";
import type { DestinationRules } from "./destination_rules.ts";
import { canonicalName } from "./host_name.ts";
import { NumberedAddresses, type NumberedBlock } from "./numbered_addresses.ts";
import { NumberedNames } from "./numbered_names.ts";

type Matcher = Pick<DestinationMatcher, "matchesName" | "matchesAddress">;

/** All that is said must hold. */
export interface RouteTableRule<T> {
  /** `undefined`: all of them. */
  readonly destinations: DestinationRules | undefined;
  /** Both ends included. Empty: all ports. */
  readonly ports: readonly { readonly first: number; readonly last: number }[];
  /** Empty: everybody. */
  readonly users: readonly string[];
  readonly way: T;
}

export interface RouteTableParts<T> {
  readonly rules: readonly RouteTableRule<T>[];
  /** For what no rule matches. */
  readonly otherwise: T;
  /** For what can only be found by trying: patterns and countries. */
  readonly compile: (rules: DestinationRules) => Matcher;
}

export interface RouteQuestion {
  /** A name or an IP literal. */
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  /** What the name resolves to; `undefined`: nobody has asked yet. */
  readonly addresses?: readonly string[] | undefined;
}

/** `rule` counts from 0; `undefined`: no rule matched. */
export interface RouteDecision<T> {
  readonly way: T;
  readonly rule: number | undefined;
}

interface Trial {
  readonly rule: number;
  readonly keywords: readonly string[];
  /** Of patterns and countries. */
  readonly matcher: Matcher | undefined;
}

interface TrialParts {
  readonly name: string;
  /** The addresses that are known of the destination. */
  readonly literals: readonly string[];
  /** Rules from here on do not matter. */
  readonly limit: number;
}

export class RouteTable<T> {
  readonly #rules: readonly RouteTableRule<T>[];
  readonly #users: readonly ReadonlySet<string>[];
  readonly #otherwise: T;
  readonly #names = new NumberedNames();
  readonly #addresses: NumberedAddresses;
  readonly #trials: readonly Trial[];
  /** Rules for all destinations. */
  readonly #everywhere: readonly number[];
  /** Rules that an address can match, ascending. */
  readonly #byAddress: readonly number[];

  constructor({ rules, otherwise, compile }: RouteTableParts<T>) {
    this.#rules = rules;
    this.#users = rules.map(({ users }) => new Set(users));
    this.#otherwise = otherwise;
    const blocks = rules.map(({ destinations }, rule) => blocksOf(destinations, rule));
    this.#addresses = new NumberedAddresses(blocks.flat());
    rules.forEach(({ destinations }, rule) => this.#addNames(destinations, rule));
    this.#trials = rules.flatMap(({ destinations }, rule) => {
      const { keywords = [] } = destinations ?? {};
      const rest = onlyCompiled(destinations);
      if (keywords.length === 0 && rest === undefined) return [];
      return [{ rule, keywords, matcher: rest && compile(rest) }];
    });
    this.#everywhere = numbersWhere(rules, ({ destinations }) => destinations === undefined);
    this.#byAddress = numbersWhere(
      rules,
      ({ destinations }, rule) =>
        blocks[rule]!.length > 0 || (destinations?.countries.length ?? 0) > 0,
    );
  }

  /** `undefined`: it depends on the addresses of the name. */
  decide(question: RouteQuestion): RouteDecision<T> | undefined {
    const first = this.#firstOf(question);
    if (question.addresses === undefined && !isIp(question.host)) {
      const hidden = this.#byAddress.find((rule) => this.#concerns(rule, question));
      if (hidden !== undefined && hidden < first) return undefined;
    }
    const rule = this.#rules[first];
    return rule === undefined
      ? { way: this.#otherwise, rule: undefined }
      : { way: rule.way, rule: first };
  }

  /** Infinity where none matches. */
  #firstOf(question: RouteQuestion): number {
    const { host, addresses = [] } = question;
    const name = canonicalName(host);
    const literals = isIp(host) ? [host] : addresses;
    let first = this.#lowest(this.#everywhere, question, Infinity);
    first = this.#lowest(this.#names.numbersOf(name), question, first);
    for (const ip of literals) {
      first = this.#lowest(this.#addresses.numbersOf(ip), question, first);
    }
    return this.#firstTrial(question, { name, literals, limit: first });
  }

  /** Keywords and patterns are for names alone: what is in an address is chance. */
  #firstTrial(question: RouteQuestion, { name, literals, limit }: TrialParts): number {
    const isName = literals[0] !== question.host;
    for (const { rule, keywords, matcher } of this.#trials) {
      if (rule >= limit) break;
      if (!this.#concerns(rule, question)) continue;
      if (isName && keywords.some((word) => name.includes(word))) return rule;
      if (matcher === undefined) continue;
      if (isName && matcher.matchesName(name)) return rule;
      if (literals.some((ip) => matcher.matchesAddress(ip))) return rule;
    }
    return limit;
  }

  /** The lowest of `rules` below `limit` that concerns the question, else the limit. */
  #lowest(rules: readonly number[], question: RouteQuestion, limit: number): number {
    let lowest = limit;
    for (const rule of rules) {
      if (rule < lowest && this.#concerns(rule, question)) lowest = rule;
    }
    return lowest;
  }

  /** But for the destination. */
  #concerns(rule: number, { port, user }: RouteQuestion): boolean {
    const { ports } = this.#rules[rule]!;
    const users = this.#users[rule]!;
    if (users.size > 0 && (user === undefined || !users.has(user))) return false;
    return ports.length === 0 || ports.some(({ first, last }) => first <= port && port <= last);
  }

  #addNames(destinations: DestinationRules | undefined, rule: number): void {
    for (const name of destinations?.hosts ?? []) {
      if (!isIp(name)) this.#names.addHost(name, rule);
    }
    for (const name of destinations?.suffixes ?? []) this.#names.addSuffix(name, rule);
  }
}

function blocksOf(destinations: DestinationRules | undefined, number: number): NumberedBlock[] {
  if (destinations === undefined) return [];
  const { hosts, cidrs, ranges } = destinations;
  return [...[...hosts, ...cidrs].map(parseBlock), ...ranges.map(parseRange)]
    .flatMap((block) => block === undefined ? [] : [{ block, number }]);
}

function onlyCompiled(destinations: DestinationRules | undefined): DestinationRules | undefined {
  if (destinations === undefined) return undefined;
  const { patterns, countries } = destinations;
  if (patterns.length + countries.length === 0) return undefined;
  return { ...destinations, hosts: [], suffixes: [], keywords: [], cidrs: [], ranges: [] };
}

function numbersWhere<R>(
  rules: readonly R[],
  holds: (rule: R, number: number) => boolean,
): readonly number[] {
  return rules.flatMap((rule, number) => holds(rule, number) ? [number] : []);
}
