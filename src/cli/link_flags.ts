// The flags of links and online lists, and of the commands that make and read them.

import {
  CLIENT_COMMANDS as CLIENTS,
  type CommandName,
  type FlagRow,
  ROLE_COMMANDS,
} from "./flag_row.ts";

const MAKERS: readonly CommandName[] = ["url", "share"];
const COMMANDS: readonly CommandName[] = [...MAKERS, "import"];

export const LINK_FLAGS: readonly FlagRow[] = [
  {
    long: "server-url",
    commands: ROLE_COMMANDS,
    key: "server_url",
    value: "URL",
    isRepeatable: true,
    isSecret: true,
    help: "a server as an ss:// link, or an ssconf:// list of them; - reads it from standard input",
  },
  {
    long: "online-config-url",
    commands: CLIENTS,
    key: "online_config_url",
    value: "URL",
    isSecret: true,
    help: "fetch the servers from there (SIP008)",
  },
  {
    long: "online-config-update-interval",
    commands: CLIENTS,
    key: "online_config_update_interval",
    value: "SECONDS",
    help: "how often they are fetched (default 3600)",
  },
  {
    long: "online-config-allowed-plugin",
    commands: CLIENTS,
    key: "online_config_allowed_plugin",
    value: "NAME",
    isRepeatable: true,
    help: "a plugin that the list of servers may ask for",
  },
  {
    long: "state-dir",
    commands: CLIENTS,
    key: "state_dir",
    value: "FOLDER",
    completion: "file",
    help: "keep there what is to outlive the process",
  },
  {
    long: "config",
    short: "c",
    commands: MAKERS,
    value: "FILE",
    completion: "file",
    help: "the configuration whose servers are meant, a client's or a server's",
  },
  {
    long: "server",
    short: "s",
    commands: MAKERS,
    value: "HOST",
    help: "how clients reach the server, where the file says where it listens",
  },
  {
    long: "legacy",
    commands: MAKERS,
    help: "the older form of a link, for old programs; it has no plugin",
  },
  {
    long: "name",
    commands: ["share"],
    value: "NAME",
    help: "only the server or user of that name",
  },
  {
    long: "svg",
    commands: ["share"],
    value: "FILE",
    completion: "file",
    help: "write the picture there, as SVG",
  },
  {
    long: "png",
    commands: ["share"],
    value: "FILE",
    completion: "file",
    help: "write the picture there, as PNG",
  },
  {
    long: "output",
    short: "o",
    commands: ["import"],
    value: "FILE",
    completion: "file",
    help: "write the configuration there, readable by you alone",
  },
  {
    long: "force",
    commands: ["share", "import"],
    help: "replace a file that is there",
  },
  { long: "help", short: "h", commands: COMMANDS, help: "show this help" },
  { long: "version", short: "V", commands: COMMANDS, help: "tell the version" },
];
