// Servers of an online list beside those that the user has named.

import type { Origin } from "./origin.ts";
import type { ListedServer } from "./server_list.ts";
import type { Settings } from "./settings.ts";
import { linkedSettings } from "./share_link_settings.ts";

/** As strong as what says where the list is kept. */
export function joinOnline(said: Settings, servers: readonly ListedServer[]): Settings {
  const { onlineUrl } = said;
  if (onlineUrl === undefined || servers.length === 0) return said;
  const origin: Origin = onlineUrl.origin;
  const online = servers.map(({ server, origin: { subject, place } }) =>
    linkedSettings(server, { source: origin.source, subject, place })
  );
  return { ...said, servers: { value: [...(said.servers?.value ?? []), ...online], origin } };
}
