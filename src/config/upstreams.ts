// The upstreams of a configuration: its Shadowsocks servers (of a client), its `upstreams`, and those that flags or
// other upstreams name by URL.

import { formatHostPort } from "../net/address.ts";
import type { BuildParts } from "./build_parts.ts";
import { DEFAULT_SETTINGS, type FullSettings } from "./default_settings.ts";
import type { Origin } from "./origin.ts";
import { proxyDraft } from "./proxy_draft.ts";
import { showProxyUrl } from "./proxy_url.ts";
import { AS_CLIENT, type SaidEntry, serverEntries } from "./server_entries.ts";
import { overlay, type SettingName, type Settings } from "./settings.ts";
import { warnOfEach } from "./unused_settings.ts";
import { type Draft, nameOf, weightsOf } from "./upstream_draft.ts";
import type { UpstreamEntry } from "./upstream_entry.ts";
import { type Linked, linkUpstreams } from "./upstream_links.ts";

/** Of a client: the servers that it names are upstreams. */
export function clientUpstreams(settings: FullSettings, parts: BuildParts): Linked {
  const servers = namesServers(settings) ? serverEntries(settings, AS_CLIENT, parts.ledger) : [];
  return link([...servers.map(serverDraft), ...otherDrafts(settings, parts)], settings, parts);
}

/** Of a server: those that it names are itself. */
export function serverUpstreams(settings: FullSettings, parts: BuildParts): Linked {
  return link(otherDrafts(settings, parts), settings, parts);
}

/** Where nothing is said of another way out, a server is missed. */
function namesServers(settings: FullSettings): boolean {
  const { server, servers, upstreams, moreUpstreams, route } = settings;
  return (server ?? servers) !== undefined || (upstreams ?? moreUpstreams ?? route) === undefined;
}

function link(drafts: readonly Draft[], { through }: Settings, { ledger }: BuildParts): Linked {
  const linked = linkUpstreams(drafts, through, ledger);
  for (const upstream of linked.upstreams) {
    if (isWorthARow(upstream.value)) ledger.use("upstream", upstream, show);
  }
  return linked;
}

function serverDraft({ entry: server, settings, origin }: SaidEntry): Draft {
  return {
    name: nameOf(settings) ?? formatHostPort(server.address),
    isNamed: settings.name !== undefined,
    through: settings.through,
    body: { kind: "shadowsocks", server, weights: weightsOf(settings) },
    origin,
  };
}

function otherDrafts(settings: FullSettings, parts: BuildParts): readonly Draft[] {
  const { upstreams, moreUpstreams, through } = settings;
  const above: Settings = through === undefined ? {} : { through };
  return [upstreams, moreUpstreams].flatMap((list) =>
    (list?.value ?? []).flatMap((entry, index) => {
      const { origin } = list!;
      const place = { ...origin, subject: `${origin.subject}[${index}]` };
      if (entry.disabled?.value === true) return [];
      return draftsOf(overlay(above, entry), place, { settings, parts });
    })
  );
}

const OF_PROXIES: readonly SettingName[] = ["proxyUrl", "userName", "tlsServerName", "tlsCaFile"];

interface Beside {
  readonly settings: FullSettings;
  readonly parts: BuildParts;
}

function draftsOf(said: Settings, place: Origin, { settings, parts }: Beside): readonly Draft[] {
  if (said.upstreamKind?.value === "shadowsocks") {
    const { insecure } = settings;
    const full = { ...overlay(DEFAULT_SETTINGS.local, said), insecure };
    warnOfEach(OF_PROXIES, "is for proxies of other kinds", { said, ledger: parts.ledger });
    return serverEntries(full, AS_CLIENT, parts.ledger)
      .map((entry) => ({ ...serverDraft(entry), isNamed: true }));
  }
  const draft = proxyDraft(said, place, parts);
  return draft === undefined ? [] : [draft];
}

/** What a plain server is stands in rows of its own. */
function isWorthARow(entry: UpstreamEntry): boolean {
  if (entry.kind !== "shadowsocks" || entry.through !== undefined) return true;
  const { streams, packets } = entry.weights;
  return entry.name !== formatHostPort(entry.server.address) || streams !== 1 || packets !== 1;
}

function show(entry: UpstreamEntry): string {
  const what = entry.kind === "shadowsocks"
    ? `ss://${formatHostPort(entry.server.address)}`
    : showProxyUrl(entry);
  const through = entry.through === undefined ? "" : ` through ${entry.through}`;
  return `${entry.name} = ${what}${through}${showWeights(entry)}`;
}

function showWeights({ weights: { streams, packets } }: UpstreamEntry): string {
  if (streams === packets) return streams === 1 ? "" : `, weight ${streams}`;
  return `, weights ${streams} (TCP) and ${packets} (UDP)`;
}
