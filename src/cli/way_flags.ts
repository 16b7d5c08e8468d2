// The flags that say which ways out there are, and which of them a connection takes.

import { CLIENT_COMMANDS as CLIENTS, type FlagRow, ROLE_COMMANDS as ROLES } from "./flag_row.ts";

export const WAY_FLAGS: readonly FlagRow[] = [
  {
    long: "upstream",
    commands: ROLES,
    key: "upstream",
    value: "URL",
    isRepeatable: true,
    holdsSecret: hasPassword,
    help: "another way out: socks5://, socks4://, socks4a://, http://, https:// or ss://",
  },
  {
    long: "outbound-proxy",
    commands: CLIENTS,
    key: "outbound_proxy",
    value: "URL",
    isRepeatable: true,
    holdsSecret: hasPassword,
    help: "reach the servers through this proxy; of several, the first is the nearest",
  },
  {
    long: "outbound-proxy",
    commands: ["server"],
    key: "outbound_proxy",
    value: "URL",
    isRepeatable: true,
    holdsSecret: hasPassword,
    help: "reach the targets through this proxy; of several, the first is the nearest",
  },
  {
    long: "balance",
    commands: ROLES,
    key: "balance",
    value: "ORDER",
    completion: ["ordered", "strict", "client_hash", "consistent_hash", "latched", "latency"],
    help: "which server or upstream comes first: ordered, strict (in turn), latched, latency, " +
      "client_hash or consistent_hash",
  },
  {
    long: "connect-timeout",
    commands: ROLES,
    key: "connect_timeout",
    value: "SECONDS",
    help: "the longest a connect may take, at each server or target (default 10)",
  },
  {
    long: "acl",
    commands: ROLES,
    key: "acl",
    value: "FILE",
    completion: "file",
    help: "go by this access control list: what goes past the server, what is blocked",
  },
  {
    long: "plugin",
    commands: ROLES,
    key: "plugin",
    value: "PROGRAM",
    help: "carry the connections between client and server in the form of this plugin (SIP003)",
  },
  {
    long: "plugin-opts",
    commands: ROLES,
    key: "plugin_opts",
    value: "OPTIONS",
    help: "what the plugin is told",
  },
  {
    long: "plugin-mode",
    commands: ROLES,
    key: "plugin_mode",
    value: "MODE",
    completion: ["tcp_only", "tcp_and_udp", "udp_only"],
    help: "what goes through the plugin (default tcp_only)",
  },
];

/** `scheme://user:password@host`, and every link of a Shadowsocks server. */
function hasPassword(url: string): boolean {
  return /^ss:|:\/\/[^@]*:[^@]*@/i.test(url);
}
