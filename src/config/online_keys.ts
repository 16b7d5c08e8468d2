// The keys of the online configuration, as shadowsocks-rust has them, and the same at the top, for flags.

import { type KeyRule, section, value } from "./key_rule.ts";
import { ONLINE_URL_RULE, SERVER_URL_RULE } from "./share_link_keys.ts";
import { TEXTS } from "./route_schemas.ts";
import { SECONDS, SWITCH, TEXT } from "./value_schemas.ts";

const INTERVAL = value("onlineSeconds", SECONDS, { hint: "for example 3600" });
const ALLOWED_PLUGINS = value("onlinePlugins", TEXTS, { hint: "for example obfs-local" });

export const ONLINE_KEYS = {
  server_url: SERVER_URL_RULE,
  online_config: section({
    config_url: ONLINE_URL_RULE,
    update_interval: INTERVAL,
    allowed_plugins: ALLOWED_PLUGINS,
    through_proxy: value("onlineThroughProxy", SWITCH, { hint: "for example true" }),
  }),
  online_config_url: ONLINE_URL_RULE,
  online_config_update_interval: INTERVAL,
  online_config_allowed_plugin: ALLOWED_PLUGINS,
  state_dir: value("stateFolder", TEXT, { hint: "name a folder" }),
} satisfies Record<string, KeyRule>;
