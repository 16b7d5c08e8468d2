// The keys that say which upstreams there are: `upstreams`, and what an entry of `servers` has in common with theirs.

import {
  applyRule,
  type Given,
  type KeyRule,
  keyTable,
  type PlainRule,
  section,
  value,
} from "./key_rule.ts";
import { MODE } from "./key_words.ts";
import type { Ledger } from "./ledger.ts";
import {
  ARGUMENTS,
  HOPS,
  NAME,
  parseUpstreamName,
  PROXY_URL,
  TEXT_OR_NONE,
  UPSTREAM_KIND,
  WEIGHT,
} from "./route_schemas.ts";
import { settingOf, type Settings } from "./settings.ts";
import { SERVER_RULE } from "./share_link_keys.ts";
import { isShareLink } from "./share_link_reader.ts";
import { CREDENTIAL, SWITCH, TEXT } from "./value_schemas.ts";

const URL_HINT =
  "socks5, socks4, socks4a, http, https and ss are known, and ports up to 65535; other characters " +
  "than letters and digits are percent-encoded in a password: %40 for @";
const THROUGH = value("through", HOPS, {
  isSecret: true,
  hint: "for example socks5://192.0.2.1:1080, or the name of an entry of upstreams or servers",
});

/** At the top too: for all of them. */
export const WAY_RULES = {
  through: THROUGH,
  outbound_proxy: THROUGH,
  plugin: value("plugin", TEXT_OR_NONE, { hint: "for example obfs-local" }),
  plugin_opts: value("pluginOptions", TEXT_OR_NONE, { hint: "for example obfs=http" }),
  plugin_args: value("pluginArgs", ARGUMENTS, { hint: 'for example ["-v"]' }),
  plugin_mode: value("pluginMode", MODE, { hint: "for example tcp_only" }),
  allow_segmented_header: value("allowsSegments", SWITCH, { hint: "for example true" }),
} satisfies Record<string, KeyRule>;

/** Of one of them. */
export const SHARE_RULES = {
  name: value("name", NAME, { hint: "for example home" }),
  remarks: remark("remarks"),
  id: remark("serverId"),
  weight: weight("weight"),
  tcp_weight: weight("tcpWeight"),
  udp_weight: weight("udpWeight"),
} satisfies Record<string, KeyRule>;

const PROXY_RULE = value("proxyUrl", PROXY_URL, { isSecret: true, hint: URL_HINT });

/** A proxy, or the share link of a Shadowsocks server. */
const URL_RULE = {
  kind: "value",
  read: (given: Given, ledger: Ledger): Settings => {
    if (!isShareLink(String(given.raw))) return applyRule(PROXY_RULE, given, ledger);
    const kind = settingOf("upstreamKind", { value: "shadowsocks", origin: given.origin });
    return { ...applyRule(SERVER_RULE, given, ledger), ...kind };
  },
} as const satisfies PlainRule;

/** `serverRules`: what is said of a Shadowsocks server, of which the address holds for all kinds. */
export function upstreamsRule(serverRules: Readonly<Record<string, KeyRule>>): KeyRule {
  return {
    kind: "list",
    setting: "upstreams",
    example: '{"url": "socks5://192.0.2.1:1080"}',
    keys: keyTable({
      ...serverRules,
      ...SHARE_RULES,
      url: URL_RULE,
      type: value("upstreamKind", UPSTREAM_KIND, { hint: "for example socks5" }),
      username: value("userName", CREDENTIAL, { isSecret: true, hint: "for example me" }),
      disabled: value("disabled", SWITCH, { hint: "for example true" }),
      tls: section({
        server_name: value("tlsServerName", TEXT, { hint: "for example proxy.example" }),
        ca_file: value("tlsCaFile", TEXT, { hint: "name a file of certificates (PEM)" }),
      }),
    }),
  };
}

/** URLs that stand alone: each is an upstream, with all that there is to say of it. */
export const UPSTREAM_URLS: PlainRule = {
  kind: "value",
  read: ({ raw, origin, placeOf }: Given, ledger: Ledger): Settings => {
    const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
    const upstreams = items.map((item, index) => {
      const place = Array.isArray(raw) ? placeOf?.([index]) ?? origin.place : origin.place;
      return URL_RULE.read({ raw: item, origin: { ...origin, place } }, ledger);
    });
    return settingOf("moreUpstreams", { value: upstreams, origin });
  },
};

function weight(setting: "weight" | "tcpWeight" | "udpWeight"): PlainRule {
  return value(setting, WEIGHT, { hint: "for example 1; 0 keeps it from being picked" });
}

/** Written for people, by other programs: what makes no name is no fault. */
function remark(setting: "remarks" | "serverId"): PlainRule {
  return {
    kind: "value",
    read: ({ raw, origin }: Given): Settings => {
      const name = typeof raw === "string" ? parseUpstreamName(raw) : undefined;
      return name === undefined ? {} : settingOf(setting, { value: name, origin });
    },
  };
}
