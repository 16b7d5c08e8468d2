// The keys that say which way a connection takes: `rules`, and what holds where none of them matches.

import { type KeyRule, keyTable, value } from "./key_rule.ts";
import {
  ADDRESSES,
  BALANCE,
  COUNTRIES,
  DOMAINS,
  GO_DIRECT,
  HOST_NAMES,
  KEYWORDS,
  PATTERNS,
  PORT_RANGES,
  TEXTS,
  WHEN_ALL_DOWN,
} from "./route_schemas.ts";
import { SWITCH, TEXT } from "./value_schemas.ts";

const BALANCES = value("balance", BALANCE, { hint: "for example ordered, or latency" });
const GOES_DIRECT = value("whenAllDown", GO_DIRECT, { hint: "for example false" });

/** At the top: where no rule matches. */
const ROUTE_RULES = {
  route: value("route", TEXTS, {
    hint: "direct, block, or names of servers and upstreams",
  }),
  balance: BALANCES,
  round_robin: BALANCES,
  when_all_down: value("whenAllDown", WHEN_ALL_DOWN, { hint: "for example fail" }),
  go_direct: GOES_DIRECT,
} satisfies Record<string, KeyRule>;

const DOMAIN = value("domains", DOMAINS, { hint: "it holds for all names below it as well" });
const HOST = value("hosts", HOST_NAMES, { hint: "it holds for this name alone" });
const KEYWORD = value("keywords", KEYWORDS, { hint: "for example tracker" });
const ADDRESS = value("addresses", ADDRESSES, { hint: "for example 10.0.0.0/8" });
const COUNTRY = value("countries", COUNTRIES, { hint: "for example DE" });
const PORT = value("ports", PORT_RANGES, { hint: 'for example [80, "1000-2000"]' });
const USER = value("userNames", TEXTS, { hint: "for example alice" });

const RULES: KeyRule = {
  kind: "list",
  setting: "rules",
  needed: { route: 'for example "route": "direct"' },
  example: '{"domain": "example.com", "route": "direct"}',
  refusesUnknown: true,
  keys: keyTable({
    ...ROUTE_RULES,
    domain: DOMAIN,
    host: HOST,
    keyword: KEYWORD,
    regex: value("patterns", PATTERNS, {
      hint: "it is searched in names in lower case, and cannot look around or back",
    }),
    ip: ADDRESS,
    port: PORT,
    user: USER,
    country: COUNTRY,
    domain_file: value("domainFiles", TEXTS, { hint: "name a file with a domain on each line" }),
  }),
};

export const ROUTING_KEYS = {
  ...ROUTE_RULES,
  rules: RULES,
  resolve: value("resolvesNames", SWITCH, { hint: "for example true" }),
  country_file: value("countryFile", TEXT, { hint: "name an MMDB file" }),
} satisfies Record<string, KeyRule>;

export const ACL = value("aclFile", TEXT, { hint: "name a file" });
