// An access control list as shadowsocks-libev and shadowsocks-rust read it, in one grammar for both:
//
//   [proxy_all]                  or [accept_all]; [bypass_all], [reject_all]; [outbound_allow_all], [outbound_block_all]
//   [bypass_list]                or [black_list]: where entries before any header belong as well
//   192.0.2.0/24                 an address or a block of them
//   (^|\.)example\.com$          a regular expression, searched in names
//   ||example.com                a name and all below it
//   [proxy_list]                 or [white_list]
//   |www.example.com             a name
//   [outbound_block_list]        and [outbound_allow_list]: what a server refuses to connect to
//
// Names of any script may be written as they are. Lines may be of any length (libev drops those over 255 characters).

import { closest } from "fastest-levenshtein";
import type { AclRules } from "./acl_rules.ts";
import { DestinationDraft, isAddressLike } from "./destination_draft.ts";
import type { ListFault, ListProblem } from "./list_fault.ts";
import { linesOf, problemAt } from "./list_lines.ts";

/** They differ in which list decides on a name that is in both. */
export type AclDialect = "libev" | "rust";

export interface ParsedAcl {
  readonly rules: AclRules;
  /** Of entries that are not in the rules, in the order of the text. */
  readonly problems: readonly ListProblem[];
}

type Defaults = Pick<AclRules, "byDefault" | "outboundByDefault">;
type List = "bypass" | "proxy" | "outboundBlock" | "outboundAllow";

const HEADER = /^\[(\w+)\]$/;

const MODES: ReadonlyMap<string, Partial<Defaults>> = new Map([
  ["proxy_all", { byDefault: "proxy" }],
  ["accept_all", { byDefault: "proxy" }],
  ["bypass_all", { byDefault: "bypass" }],
  ["reject_all", { byDefault: "bypass" }],
  ["outbound_allow_all", { outboundByDefault: "allow" }],
  ["outbound_block_all", { outboundByDefault: "block" }],
]);

const LISTS: ReadonlyMap<string, List> = new Map([
  ["bypass_list", "bypass"],
  ["black_list", "bypass"],
  ["proxy_list", "proxy"],
  ["white_list", "proxy"],
  ["outbound_block_list", "outboundBlock"],
  ["outbound_allow_list", "outboundAllow"],
]);

export function parseAcl(text: string, dialect: AclDialect): ParsedAcl {
  const reading = new AclReading();
  const problems: ListProblem[] = [];
  for (const line of linesOf(text)) {
    const fault = reading.read(line.text);
    if (fault !== undefined) problems.push(problemAt(line, fault));
  }
  const namesFirst = dialect === "libev" ? "bypass" : "proxy";
  return { rules: { ...reading.rules, namesFirst }, problems };
}

class AclReading {
  #defaults: Defaults = { byDefault: "proxy", outboundByDefault: "allow" };
  readonly #lists: Readonly<Record<List, DestinationDraft>> = {
    bypass: new DestinationDraft(),
    proxy: new DestinationDraft(),
    outboundBlock: new DestinationDraft(),
    outboundAllow: new DestinationDraft(),
  };
  #list = this.#lists.bypass;

  get rules(): Omit<AclRules, "namesFirst"> {
    const { bypass, proxy, outboundBlock, outboundAllow } = this.#lists;
    return {
      ...this.#defaults,
      bypass: bypass.rules,
      proxy: proxy.rules,
      outboundBlock: outboundBlock.rules,
      outboundAllow: outboundAllow.rules,
    };
  }

  read(entry: string): ListFault | undefined {
    const section = HEADER.exec(entry)?.[1];
    return section === undefined ? addEntry(this.#list, entry) : this.#enter(section);
  }

  #enter(section: string): ListFault | undefined {
    const defaults = MODES.get(section);
    const list = LISTS.get(section);
    if (defaults !== undefined) this.#defaults = { ...this.#defaults, ...defaults };
    else if (list !== undefined) this.#list = this.#lists[list];
    else return this.#refuse(section);
    return undefined;
  }

  /** What stands below belongs to no list that we know. */
  #refuse(section: string): ListFault {
    this.#list = new DestinationDraft();
    const meant = closest(section.toLowerCase(), [...MODES.keys(), ...LISTS.keys()]);
    return {
      kind: "section",
      message: `[${section}] is no section of an ACL: it is left out, with all entries below it`,
      hint: `did you mean [${meant}]?`,
      offset: 0,
    };
  }
}

function addEntry(list: DestinationDraft, entry: string): ListFault | undefined {
  if (entry.startsWith("||")) return after(2, list.addSuffix(entry.slice(2)));
  if (entry.startsWith("|")) return after(1, list.addHost(entry.slice(1)));
  return isAddressLike(entry) ? list.addAddress(entry) : list.addPattern(entry);
}

function after(length: number, fault: ListFault | undefined): ListFault | undefined {
  return fault === undefined ? undefined : { ...fault, offset: fault.offset + length };
}
