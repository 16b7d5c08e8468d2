// Lists of destinations that others keep, one to a line: those of v2fly's domain-list-community, plain lists of names or
// of address blocks, and hosts files.
//
//   example.com                  the name and all below it; the same with "domain:" or a dot before it
//   full:www.example.com         the name
//   keyword:example              anywhere in the name
//   regexp:^ads?\d*\.            searched in the name
//   192.0.2.0/24                 an address or a block of them
//   0.0.0.0 www.example.com      the names after an address, as hosts files have them
//
// Attributes (`@ads`) and affiliations (`&list`) after an entry say in which lists it stands, and are passed over.

import { DestinationDraft, isAddressLike } from "./destination_draft.ts";
import type { DestinationRules } from "./destination_rules.ts";
import type { ListFault, ListProblem } from "./list_fault.ts";
import { linesOf, problemAt } from "./list_lines.ts";

export interface ParsedDomainList {
  readonly rules: DestinationRules;
  /** Of entries that are not in the rules, in the order of the text. */
  readonly problems: readonly ListProblem[];
}

type AddEntry = (draft: DestinationDraft, text: string) => ListFault | undefined;

const KINDS: ReadonlyMap<string, AddEntry> = new Map<string, AddEntry>([
  ["domain", (draft, text) => draft.addSuffix(text)],
  ["full", (draft, text) => draft.addHost(text)],
  ["keyword", (draft, text) => draft.addKeyword(text)],
  ["regexp", (draft, text) => draft.addPattern(text)],
  ["include", unsupportedInclude],
]);

export function parseDomainList(text: string): ParsedDomainList {
  const draft = new DestinationDraft();
  const problems: ListProblem[] = [];
  for (const line of linesOf(text)) {
    const fault = addLine(draft, line.text);
    if (fault !== undefined) problems.push(problemAt(line, fault));
  }
  return { rules: draft.rules, problems };
}

function addLine(draft: DestinationDraft, line: string): ListFault | undefined {
  const [entry, ...rest] = line.split(/\s+/);
  const [unmarked] = rest.filter((word) => !/^[@&]/.test(word));
  if (unmarked === undefined) return addEntry(draft, entry!);
  if (isAddressLike(entry!)) return addHosts(draft, rest);
  return {
    kind: "unsupported",
    message: `nothing is known of ${unmarked} after ${entry}`,
    hint: "write one entry to a line",
    offset: line.indexOf(unmarked, entry!.length),
  };
}

function addEntry(draft: DestinationDraft, entry: string): ListFault | undefined {
  if (isAddressLike(entry)) return draft.addAddress(entry);
  const colon = entry.indexOf(":");
  if (colon < 0) return draft.addSuffix(entry.replace(/^\./, ""));
  const kind = entry.slice(0, colon);
  const add = KINDS.get(kind);
  if (add === undefined) return unknownKind(kind);
  const fault = add(draft, entry.slice(colon + 1));
  return fault === undefined ? undefined : { ...fault, offset: fault.offset + colon + 1 };
}

/** The first that is wrong is told of. */
function addHosts(draft: DestinationDraft, names: readonly string[]): ListFault | undefined {
  return names.map((name) => draft.addHost(name)).find((fault) => fault !== undefined);
}

function unsupportedInclude(_: DestinationDraft, name: string): ListFault {
  return {
    kind: "unsupported",
    message: `the list ${name} is not included`,
    hint: `name its file beside this one`,
    offset: 0,
  };
}

function unknownKind(kind: string): ListFault {
  const hint = `kinds are ${[...KINDS.keys()].filter((known) => known !== "include").join(", ")}`;
  return { kind: "unsupported", message: `${kind}: is no kind of entry`, hint, offset: 0 };
}
