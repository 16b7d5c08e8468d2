// What the values may look like that say which ways out there are, and which of them a connection takes.

import * as v from "valibot";
import { DestinationDraft } from "../acl/destination_draft.ts";
import type { PortRange } from "../acl/rule_conditions.ts";
import { parsePort } from "../net/address.ts";
import { parseAddresses } from "./address_ranges.ts";
import { parseProxyUrl, PROXY_KINDS, type ProxyUrl } from "./proxy_url.ts";
import type { Addresses, Hop } from "./route_settings.ts";
import type { Balance, HealthTarget, UpstreamRoute } from "./routing.ts";
import type { ProxyKind } from "./upstream_entry.ts";
import { listOf, oneOf, type Schema, textAs, wordAs } from "./value_schemas.ts";
import { parseNumber, parseSwitch, parseTarget } from "./value_texts.ts";

const MAX_WEIGHT = 1_000_000;
const MAX_NAME_CHARACTERS = 255;

/** Words of a route, which no upstream may be called. */
export const ROUTE_WORDS: readonly string[] = ["direct", "block"];

/** A name goes into lines of the log and to a terminal, and a `through` tells it from a URL. */
export function parseUpstreamName(text: string): string | undefined {
  const isPlain = text.length <= MAX_NAME_CHARACTERS && !/[\p{Cc}]|:\/\//u.test(text);
  return text !== "" && isPlain && !ROUTE_WORDS.includes(text.toLowerCase()) ? text : undefined;
}

export const NAME: Schema<string> = textAs(
  parseUpstreamName,
  "must be a name: a text of one line that is no URL, and neither direct nor block",
);

const PROXY = "must be a URL such as socks5://user:password@192.0.2.1:1080";
export const PROXY_URL: Schema<ProxyUrl> = textAs(parseProxyUrl, PROXY);

const HOP = "must be the name of an upstream, or a URL such as socks5://192.0.2.1:1080";
const FIRST = "names an upstream behind something else: give that upstream a through of its own";
export const HOPS: Schema<readonly Hop[]> = v.pipe(
  listOf(textAs(parseHop, HOP)),
  v.check((hops) => hops.length === 1 || !hops.some(isDirect), "has direct beside something else"),
  v.transform((hops) => hops.filter((hop) => !isDirect(hop))),
  v.check((hops) => hops.slice(1).every(({ kind }) => kind === "url"), FIRST),
);

export const UPSTREAM_KIND: Schema<ProxyKind | "shadowsocks"> = oneOf({
  ...PROXY_KINDS,
  shadowsocks: "shadowsocks",
  ss: "shadowsocks",
});

export const WEIGHT: Schema<number> = textAs(
  (text) => parseNumber(text, { min: 0, max: MAX_WEIGHT }),
  `must be a number from 0 to ${MAX_WEIGHT}`,
);

/** The first names are ours, the others those of Apache Traffic Server's `round_robin`. */
export const BALANCE: Schema<Balance> = oneOf({
  ordered: "ordered",
  strict: "strict",
  client_hash: "client_hash",
  consistent_hash: "consistent_hash",
  latched: "latched",
  latency: "latency",
  false: "ordered",
  disabled: "ordered",
  true: "client_hash",
});

export const WHEN_ALL_DOWN: Schema<UpstreamRoute["whenAllDown"]> = oneOf({
  fail: "fail",
  direct: "direct",
});
/** `go_direct` of Apache Traffic Server. */
export const GO_DIRECT: Schema<UpstreamRoute["whenAllDown"]> = wordAs((text) => {
  const goes = parseSwitch(text);
  return goes === undefined ? undefined : goes ? "direct" : "fail";
}, "must be true or false");

const TEXT = "must be a text, and not an empty one";
/** Empty where there is none. */
export const TEXT_OR_NONE: Schema<string> = textAs((text) => text, "must be a text");
export const ARGUMENTS: Schema<readonly string[]> = v.array(
  v.string("must be a text in quotes"),
  "must be a list of texts",
);
export const TEXTS: Schema<readonly string[]> = listOf(
  textAs((text) => text === "" ? undefined : text, TEXT),
);
export const DOMAINS: Schema<readonly string[]> = destinations(
  "addSuffix",
  "must be a domain such as example.com",
);
export const HOST_NAMES: Schema<readonly string[]> = destinations(
  "addHost",
  "must be a host such as www.example.com",
);
export const KEYWORDS: Schema<readonly string[]> = destinations(
  "addKeyword",
  "must be a part of a name, such as tracker",
);
export const PATTERNS: Schema<readonly string[]> = destinations(
  "addPattern",
  "must be a regular expression such as ^ads[0-9]*\\.",
);
export const ADDRESSES: Schema<readonly Addresses[]> = listOf(
  textAs(parseAddresses, "must be an address range such as 192.0.2.0/24 or 192.0.2.1 - 192.0.2.9"),
);
export const COUNTRIES: Schema<readonly string[]> = listOf(textAs(
  (text) => /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined,
  "must be a country's code of two letters (ISO 3166-1), such as DE",
));
export const PORT_RANGES: Schema<readonly PortRange[]> = listOf(
  textAs(parsePortRange, "must be a port, or a range of ports such as 1000-2000"),
);

export const HEALTH_TARGETS: Schema<readonly HealthTarget[]> = listOf(
  textAs(parseHealthTarget, "must be a URL such as http://example.com/"),
);

function parseHop(text: string): Hop | undefined {
  if (text.toLowerCase() === DIRECT.name) return DIRECT;
  if (text.includes("://")) {
    const url = parseProxyUrl(text);
    return url && { kind: "url", url };
  }
  const name = parseUpstreamName(text);
  return name === undefined ? undefined : { kind: "name", name };
}

/** Stands for no hop at all. */
const DIRECT: Hop & { readonly kind: "name" } = { kind: "name", name: "direct" };

function isDirect(hop: Hop): boolean {
  return hop.kind === "name" && hop.name === DIRECT.name;
}

/** Texts that a draft of rules takes. A domain may have a leading dot or `*.`, as other programs want it. */
function destinations(
  add: "addSuffix" | "addHost" | "addKeyword" | "addPattern",
  expectation: string,
): Schema<readonly string[]> {
  return listOf(textAs((text) => {
    const bare = add === "addSuffix" ? text.replace(/^\*?\./, "") : text;
    return new DestinationDraft()[add](bare) === undefined ? bare : undefined;
  }, expectation));
}

function parsePortRange(text: string): PortRange | undefined {
  const [first, last = first, ...more] = text.split("-").map((end) => parsePort(end.trim()));
  if (first === undefined || last === undefined || more.length > 0) return undefined;
  return first <= last && !text.trim().endsWith("-") ? { first, last } : undefined;
}

/** Over plain HTTP: whether the answer comes is asked, not what it says. */
function parseHealthTarget(text: string): HealthTarget | undefined {
  const [, place = "", path = ""] = /^http:\/\/([^/?#@]+)((?:[/?][^#]*)?)$/i.exec(text) ?? [];
  const address = parseTarget(place) ?? parseTarget(`${place}:80`);
  const isPath = /^[\x21-\x7e]*$/.test(path);
  return address && isPath
    ? { address, path: path.startsWith("/") ? path : `/${path}` }
    : undefined;
}
