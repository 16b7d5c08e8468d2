// Destination rules in the form in which they are asked: sets of names, one automaton for all patterns, sorted ranges.

import { type AddressBlock, parseBlock, parseRange } from "./address_block.ts";
import { AddressSet } from "./address_set.ts";
import { charSetOfText } from "./char_set.ts";
import type { DestinationMatcher } from "./destination_matcher.ts";
import type { DestinationRules } from "./destination_rules.ts";
import { canonicalName, isLiteral } from "./host_name.ts";
import { NameSet } from "./name_set.ts";
import { parsePattern } from "./parse_pattern.ts";
import type { PatternNode } from "./pattern_node.ts";
import { PatternSet } from "./pattern_set.ts";

/** The country that an address is in: ISO 3166-1 alpha-2 in upper case. */
export type CountryOf = (ip: string) => string | undefined;

/** Throws where the rules, which were checked when they were read, do not hold what they say. */
export function compileDestinations(
  rules: DestinationRules,
  { countryOf = () => undefined }: { readonly countryOf?: CountryOf } = {},
): DestinationMatcher {
  return new CompiledDestinations(rules, countryOf);
}

class CompiledDestinations implements DestinationMatcher {
  readonly #names: NameSet;
  readonly #patterns: PatternSet;
  readonly #addresses: AddressSet;
  readonly #countries: ReadonlySet<string>;
  readonly #countryOf: CountryOf;

  constructor(rules: DestinationRules, countryOf: CountryOf) {
    const literals = rules.hosts.filter(isLiteral);
    this.#names = new NameSet(rules);
    this.#patterns = new PatternSet([
      ...rules.patterns.map(parsePattern),
      ...rules.keywords.map(keywordPattern),
    ]);
    this.#addresses = new AddressSet([
      ...[...rules.cidrs, ...literals].map((text) => checked(parseBlock(text), text)),
      ...rules.ranges.map((range) => checked(parseRange(range), `${range.first}-${range.last}`)),
    ]);
    this.#countries = new Set(rules.countries);
    this.#countryOf = countryOf;
  }

  get hasAddresses(): boolean {
    return !this.#addresses.isEmpty || this.#countries.size > 0;
  }

  matchesName(host: string): boolean {
    if (isLiteral(host)) return this.matchesAddress(host);
    const name = canonicalName(host);
    return this.#names.has(name) || this.#patterns.matches(name);
  }

  matchesAddress(ip: string): boolean {
    return this.#addresses.has(ip) || (this.#countries.size > 0 && this.#isInCountries(ip));
  }

  #isInCountries(ip: string): boolean {
    const country = this.#countryOf(ip);
    return country !== undefined && this.#countries.has(country);
  }
}

function keywordPattern(keyword: string): PatternNode {
  const parts = Array.from(keyword, (letter): PatternNode => (
    { kind: "character", set: charSetOfText(letter) }
  ));
  return { kind: "sequence", parts };
}

function checked(block: AddressBlock | undefined, text: string): AddressBlock {
  if (block === undefined) {
    throw new RangeError(`Cannot match addresses: ${text} is no block of them`);
  }
  return block;
}
