// What a plugin learns of its place, by its environment (SIP003): in a client it carries connections from `local` to
// `remote`, in a server from `remote` to `local`. Of SIP003u it learns nothing: packets go the same way.

import type { HostPort } from "../net/address.ts";

export interface PluginPlace {
  /** The address of the Shadowsocks server, as the world sees it. */
  readonly remote: HostPort;
  /** On this machine: of the plugin in a client, of what is behind it in a server. */
  readonly local: HostPort;
  /** As the user has written them, escapes and all. */
  readonly options: string;
}

export function pluginEnvironment(place: PluginPlace): Readonly<Record<string, string>> {
  const { remote, local, options } = place;
  return {
    SS_REMOTE_HOST: remote.host,
    SS_REMOTE_PORT: `${remote.port}`,
    SS_LOCAL_HOST: local.host,
    SS_LOCAL_PORT: `${local.port}`,
    ...(options === "" ? {} : { SS_PLUGIN_OPTIONS: options }),
  };
}
