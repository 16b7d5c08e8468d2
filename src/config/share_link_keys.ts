// The keys whose value may be a link: a server's address, and `server_url`. A link is as good as its parts, each written
// for itself.

import { applyRule, type Given, type PlainRule, value } from "./key_rule.ts";
import type { Ledger } from "./ledger.ts";
import { ONLINE_URL } from "./online_url.ts";
import { type Origin, problemWith } from "./origin.ts";
import { settingOf, type Settings } from "./settings.ts";
import { LinkError } from "./share_link.ts";
import { isShareLink, readShareLink } from "./share_link_reader.ts";
import { linkedSettings } from "./share_link_settings.ts";
import { HOSTS } from "./value_schemas.ts";

const HOSTS_RULE = value("server", HOSTS, {
  hint: "for example example.com, 192.0.2.1:8388, [2001:db8::1]:8388, or an ss:// link",
});

export const ONLINE_URL_RULE = value("onlineUrl", ONLINE_URL, {
  isSecret: true,
  hint: "for example https://example.com/servers.json; http:// only on this machine",
});

/** Hosts, with or without their ports, and links among them. */
export const SERVER_RULE: PlainRule = {
  kind: "value",
  read: (given, ledger) => {
    const items = itemsOf(given);
    if (!items.some(isLink)) return applyRule(HOSTS_RULE, given, ledger);
    const servers = items.map((item) => readItem(item, ledger));
    // One is as if its parts stood where it stands.
    return servers.length === 1 ? servers[0]! : listOf(servers, given.origin);
  },
};

/** Of one entry of a list. */
export const ENTRY_SERVER_RULE: PlainRule = {
  kind: "value",
  read: (given, ledger) => {
    const items = itemsOf(given);
    if (items.length < 2 || !items.some(isLink)) return SERVER_RULE.read(given, ledger);
    ledger.fail(problemWith(
      given.origin,
      "has several links",
      'give each an entry of its own: {"server": "ss://..."}',
    ));
    return {};
  },
};

/** Links, and addresses where a list of servers is kept. */
export const SERVER_URL_RULE: PlainRule = {
  kind: "value",
  read: (given, ledger) => {
    const items = itemsOf(given);
    const lists = items.filter((item) => !isLink(item) && isUrl(item));
    const links = items.filter((item) => !lists.includes(item));
    const online = lists.map((item) => applyRule(ONLINE_URL_RULE, item, ledger));
    return {
      // A list beside what -s names, also where it is of one.
      ...listOf(links.map((item) => readLink(item, ledger)), given.origin),
      ...online.at(-1),
    };
  },
};

function itemsOf(given: Given): readonly Given[] {
  const { raw, origin, placeOf } = given;
  if (!Array.isArray(raw)) return [given];
  return raw.map((item: unknown, index) => ({
    raw: item,
    origin: { ...origin, place: placeOf?.([index]) ?? origin.place },
  }));
}

function isLink({ raw }: Given): boolean {
  return typeof raw === "string" && isShareLink(raw);
}

function isUrl({ raw }: Given): boolean {
  return typeof raw === "string" && /^\s*(https?|ssconf):\/\//i.test(raw);
}

function listOf(servers: readonly Settings[], origin: Origin): Settings {
  return servers.length === 0 ? {} : settingOf("servers", { value: servers, origin });
}

function readItem(item: Given, ledger: Ledger): Settings {
  return isLink(item) ? readLink(item, ledger) : applyRule(HOSTS_RULE, item, ledger);
}

function readLink({ raw, origin }: Given, ledger: Ledger): Settings {
  try {
    const { server, remarks } = readShareLink(String(raw));
    for (const remark of remarks) {
      ledger.warn({ ...remark, where: placeIn(origin, remark.column) });
    }
    if (server.plugin !== undefined && origin.source !== "file") {
      ledger.warn(problemWith(
        origin,
        `has ${server.plugin.name} run on this machine, as a plugin`,
        "a link can name any program: take it only from somebody whom you trust with that",
      ));
    }
    return linkedSettings(server, origin);
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    const { message, hint, column } = error;
    ledger.fail({ message, hint, where: placeIn(origin, column) });
    return {};
  }
}

/** A column of a link; in a file the link stands behind a quote. */
function placeIn({ subject, place }: Origin, column: number): string {
  const [, line, start] = /^(.*):(\d+)$/.exec(place ?? "") ?? [];
  return line === undefined ? `${subject}:1:${column}` : `${line}:${Number(start) + column}`;
}
