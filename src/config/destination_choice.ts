// The destinations of a rule: what stands in it, and what stands in the files that it names.

import { DestinationDraft } from "../acl/destination_draft.ts";
import type { DestinationRules } from "../acl/destination_rules.ts";
import { parseDomainList } from "../acl/parse_domain_list.ts";
import type { BuildParts } from "./build_parts.ts";
import { warnOfLines } from "./list_warnings.ts";
import { readNamedFile } from "./named_file.ts";
import type { Sourced } from "./origin.ts";
import type { Settings } from "./settings.ts";

/** `undefined`: nothing is said of them. */
export function destinationsOf(rule: Settings, parts: BuildParts): DestinationRules | undefined {
  const { domains, hosts, keywords, patterns, addresses, countries, domainFiles } = rule;
  const said = [domains, hosts, keywords, patterns, addresses, countries, domainFiles];
  if (said.every((part) => part === undefined)) return undefined;
  const lists = (domainFiles?.value ?? []).map((path) =>
    rulesOfFile({ value: path, origin: domainFiles!.origin }, parts)
  );
  return lists.reduce(joined, ownRules(rule));
}

/** Each part was checked when it was read. */
function ownRules(rule: Settings): DestinationRules {
  const { domains, hosts, keywords, patterns, addresses, countries } = rule;
  const draft = new DestinationDraft();
  for (const name of domains?.value ?? []) draft.addSuffix(name);
  for (const name of hosts?.value ?? []) draft.addHost(name);
  for (const keyword of keywords?.value ?? []) draft.addKeyword(keyword);
  for (const pattern of patterns?.value ?? []) draft.addPattern(pattern);
  const blocks = addresses?.value ?? [];
  for (const block of blocks) if (typeof block === "string") draft.addAddress(block);
  return {
    ...draft.rules,
    ranges: blocks.filter((block) => typeof block !== "string"),
    countries: countries?.value ?? [],
  };
}

function rulesOfFile(path: Sourced<string>, parts: BuildParts): DestinationRules {
  const text = readNamedFile(path, parts);
  const { rules, problems } = parseDomainList(text ?? "");
  warnOfLines(problems, { file: path.value, ledger: parts.ledger });
  return rules;
}

function joined(a: DestinationRules, b: DestinationRules): DestinationRules {
  return {
    suffixes: [...a.suffixes, ...b.suffixes],
    hosts: [...a.hosts, ...b.hosts],
    keywords: [...a.keywords, ...b.keywords],
    patterns: [...a.patterns, ...b.patterns],
    cidrs: [...a.cidrs, ...b.cidrs],
    ranges: [...a.ranges, ...b.ranges],
    countries: [...a.countries, ...b.countries],
  };
}
