// Destination rules as they are read, entry by entry: each is checked, and says what is wrong with it.

import { parseBlock } from "./address_block.ts";
import type { DestinationRules } from "./destination_rules.ts";
import { parseName } from "./host_name.ts";
import type { ListFault } from "./list_fault.ts";
import { parsePattern } from "./parse_pattern.ts";
import { PatternError } from "./pattern_error.ts";
import { hostIn, suffixIn } from "./plain_pattern.ts";

/** Nothing but digits, dots and a prefix, or colons and what IPv6 has besides: it is an address, or a mistake. */
const ADDRESS_LIKE = /^(?:[\d.]+(?:\/.*)?|\[?[\da-f.]*:[\da-f:.]*\]?(?:\/.*)?)$/i;
const SHOWN = 60;

export class DestinationDraft {
  readonly #suffixes: string[] = [];
  readonly #hosts: string[] = [];
  readonly #keywords: string[] = [];
  readonly #patterns: string[] = [];
  readonly #cidrs: string[] = [];

  get rules(): DestinationRules {
    return {
      suffixes: this.#suffixes,
      hosts: this.#hosts,
      keywords: this.#keywords,
      patterns: this.#patterns,
      cidrs: this.#cidrs,
      ranges: [],
      countries: [],
    };
  }

  /** A name and all below it; or an address. */
  addSuffix(text: string): ListFault | undefined {
    return this.#addName(text, this.#suffixes);
  }

  /** A name by itself; or an address. */
  addHost(text: string): ListFault | undefined {
    return this.#addName(text, this.#hosts);
  }

  addKeyword(text: string): ListFault | undefined {
    const keyword = text.toLowerCase();
    if (!/^[a-z0-9._-]+$/.test(keyword)) return nameFault(text);
    this.#keywords.push(keyword);
    return undefined;
  }

  addPattern(source: string): ListFault | undefined {
    const suffix = suffixIn(source);
    const host = hostIn(source);
    if (suffix !== undefined) this.#suffixes.push(suffix);
    else if (host !== undefined) this.#hosts.push(host);
    else return this.#addRealPattern(source);
    return undefined;
  }

  addAddress(text: string): ListFault | undefined {
    if (parseBlock(text) === undefined) return addressFault(text);
    this.#cidrs.push(text);
    return undefined;
  }

  #addName(text: string, names: string[]): ListFault | undefined {
    if (isAddressLike(text)) return this.addAddress(text);
    const name = parseName(text);
    if (name === undefined) return nameFault(text);
    names.push(name);
    return undefined;
  }

  #addRealPattern(source: string): ListFault | undefined {
    try {
      parsePattern(source);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      const message = `${shown(source)} is no pattern that can be used: ${error.message}`;
      return { kind: "pattern", message, hint: error.hint, offset: error.offset };
    }
    this.#patterns.push(source);
    return undefined;
  }
}

export function isAddressLike(text: string): boolean {
  return ADDRESS_LIKE.test(text);
}

function addressFault(text: string): ListFault {
  const hint = "as in 192.0.2.1, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32";
  return { kind: "address", message: `${shown(text)} is no IP address or block`, hint, offset: 0 };
}

function nameFault(text: string): ListFault {
  const hint = "as in www.example.com, without a scheme, a path or a wildcard";
  return { kind: "name", message: `${shown(text)} is no host name`, hint, offset: 0 };
}

/** A line may be as long as a file. */
function shown(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}...`;
}
