// Rules in their order, the first that matches decides. They are looked up by the names and addresses in them rather than
// tried one by one: a thousand cost no more than ten.

import { isIp } from "../net/ip_address.ts";
import { parseBlock, parseRange } from "./address_block.ts";
import type { DestinationMatcher } from "./destination_matcher.ts";
import { type DestinationRules, NO_DESTINATIONS } from "./destination_rules.ts";
import { canonicalName } from "./host_name.ts";
import { NumberedAddresses, type NumberedBlock } from "./numbered_addresses.ts";
import { NumberedNames } from "./numbered_names.ts";
import { type RuleCondition, RuleConditions } from "./rule_conditions.ts";

type Matcher = Pick<DestinationMatcher, "matchesName" | "matchesAddress">;

/** All that is said must hold; where nothing is said, everything does. */
export interface RouteMatch extends RuleCondition {
  /** `undefined`: all of them. */
  readonly destinations: DestinationRules | undefined;
}

export interface RouteTableRule<T> extends RouteMatch {
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

/** A rule that can only be found by trying. */
interface Trial {
  readonly rule: number;
  /** A name, or an address. */
  readonly matches: (subject: string) => boolean;
}

const NO_ADDRESSES: readonly string[] = [];

export class RouteTable<T> {
  readonly #ways: readonly T[];
  readonly #otherwise: T;
  readonly #conditions: RuleConditions;
  /** Rules for all destinations. */
  readonly #everywhere: readonly number[];
  readonly #names = new NumberedNames();
  readonly #nameTrials: readonly Trial[];
  readonly #addresses: NumberedAddresses;
  readonly #addressTrials: readonly Trial[];
  /** Rules that an address can match, ascending. */
  readonly #byAddress: readonly number[];

  constructor({ rules, otherwise, compile }: RouteTableParts<T>) {
    this.#ways = rules.map(({ way }) => way);
    this.#otherwise = otherwise;
    this.#conditions = new RuleConditions(rules);
    const blocks = rules.map(({ destinations }, rule) => blocksOf(destinations, rule));
    this.#addresses = new NumberedAddresses(blocks.flat());
    rules.forEach(({ destinations }, rule) => this.#addNames(destinations, rule));
    this.#nameTrials = rules.flatMap(({ destinations }, rule) =>
      nameTrials(destinations, compile).map((matches) => ({ rule, matches }))
    );
    this.#addressTrials = rules.flatMap(({ destinations }, rule) =>
      addressTrials(destinations, compile).map((matches) => ({ rule, matches }))
    );
    this.#everywhere = numbersWhere(rules, ({ destinations }) => destinations === undefined);
    this.#byAddress = numbersWhere(
      rules,
      ({ destinations }, rule) =>
        blocks[rule]!.length > 0 || (destinations?.countries.length ?? 0) > 0,
    );
  }

  /** `undefined`: it depends on the addresses of the name. */
  decide(question: RouteQuestion): RouteDecision<T> | undefined {
    const { host, addresses } = question;
    const isLiteral = isIp(host);
    const first = isLiteral
      ? this.#firstByAddress([host], question, this.#lowest(this.#everywhere, question, Infinity))
      : this.#firstByName(question);
    if (addresses === undefined && !isLiteral) {
      const hidden = this.#byAddress.find((rule) => this.#conditions.hold(rule, question));
      if (hidden !== undefined && hidden < first) return undefined;
    }
    return first === Infinity
      ? { way: this.#otherwise, rule: undefined }
      : { way: this.#ways[first]!, rule: first };
  }

  #firstByName(question: RouteQuestion): number {
    const name = canonicalName(question.host);
    let first = this.#lowest(this.#everywhere, question, Infinity);
    first = this.#lowest(this.#names.numbersOf(name), question, first);
    first = this.#firstTrial(this.#nameTrials, { subject: name, question, limit: first });
    return this.#firstByAddress(question.addresses ?? NO_ADDRESSES, question, first);
  }

  #firstByAddress(ips: readonly string[], question: RouteQuestion, limit: number): number {
    let first = limit;
    for (const ip of ips) {
      first = this.#lowest(this.#addresses.numbersOf(ip), question, first);
      first = this.#firstTrial(this.#addressTrials, { subject: ip, question, limit: first });
    }
    return first;
  }

  /** The lowest of `rules` below `limit` that asks for nothing else, else the limit. */
  #lowest(rules: readonly number[], question: RouteQuestion, limit: number): number {
    let lowest = limit;
    for (const rule of rules) {
      if (rule < lowest && this.#conditions.hold(rule, question)) lowest = rule;
    }
    return lowest;
  }

  #firstTrial(trials: readonly Trial[], { subject, question, limit }: Attempt): number {
    for (const { rule, matches } of trials) {
      if (rule >= limit) break;
      if (this.#conditions.hold(rule, question) && matches(subject)) return rule;
    }
    return limit;
  }

  #addNames(destinations: DestinationRules | undefined, rule: number): void {
    for (const name of destinations?.hosts ?? []) {
      if (!isIp(name)) this.#names.addHost(name, rule);
    }
    for (const name of destinations?.suffixes ?? []) this.#names.addSuffix(name, rule);
  }
}

interface Attempt {
  readonly subject: string;
  readonly question: RouteQuestion;
  /** Rules from here on do not matter. */
  readonly limit: number;
}

function blocksOf(destinations: DestinationRules | undefined, number: number): NumberedBlock[] {
  if (destinations === undefined) return [];
  const { hosts, cidrs, ranges } = destinations;
  return [...[...hosts, ...cidrs].map(parseBlock), ...ranges.map(parseRange)]
    .flatMap((block) => block === undefined ? [] : [{ block, number }]);
}

type Compile = RouteTableParts<unknown>["compile"];

/** Keywords and patterns are for names alone: what is in an address is chance. */
function nameTrials(destinations: DestinationRules | undefined, compile: Compile) {
  const { keywords = [], patterns = [] } = destinations ?? {};
  const compiled = patterns.length > 0
    ? [compile({ ...NO_DESTINATIONS, patterns })].map((matcher) => (name: string) =>
      matcher.matchesName(name)
    )
    : [];
  const contains = (name: string) => keywords.some((word) => name.includes(word));
  return keywords.length > 0 ? [contains, ...compiled] : compiled;
}

function addressTrials(destinations: DestinationRules | undefined, compile: Compile) {
  const { countries = [] } = destinations ?? {};
  if (countries.length === 0) return [];
  const matcher = compile({ ...NO_DESTINATIONS, countries });
  return [(ip: string) => matcher.matchesAddress(ip)];
}

function numbersWhere<R>(
  rules: readonly R[],
  holds: (rule: R, number: number) => boolean,
): readonly number[] {
  return rules.flatMap((rule, number) => holds(rule, number) ? [number] : []);
}
