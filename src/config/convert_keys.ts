// What the programs of the family call the same thing: our keys on the left, theirs on the right. What a program has no
// word for is missing from its table.

import type { DialectName } from "./dialect_rules.ts";

export type KeyNames = Readonly<Record<string, string>>;

/** Spellings that files have -> ours. */
export const SPELLINGS: KeyNames = {
  nameserver: "dns",
  dns_server: "dns",
  prefer_ipv6: "ipv6_first",
  "pid-file": "pid_file",
  "log-file": "log_file",
  shadowsocks: "servers",
};

/** The same, in an entry of `servers`. */
export const SERVER_SPELLINGS: KeyNames = { address: "server", port: "server_port" };

/** What is said of a server, wherever it stands. */
export const SERVER_KEYS: readonly string[] = [
  "server",
  "server_port",
  "method",
  "password",
  "key",
  "prefix",
  "users",
  "destinations",
  "plugin",
  "plugin_opts",
  "plugin_args",
  "plugin_mode",
  "name",
  "remarks",
  "id",
  "disabled",
  "through",
  "tcp_weight",
  "udp_weight",
  "weight",
  "allow_segmented_header",
  "outbound_proxy",
  "outbound_fwmark",
  "outbound_user_cookie",
  "outbound_bind_addr",
  "outbound_bind_interface",
  "outbound_udp_allow_fragmentation",
];

/** For people and editors: nobody misses them. */
export const REMARKS: readonly string[] = ["$schema", "version", "id", "remarks", "name"];

/** Numbers, which rust and the parsers of sing-box and xray do not take in quotes. */
export const NUMBERS: readonly string[] = [
  "server_port",
  "local_port",
  "timeout",
  "idle_timeout",
  "udp_timeout",
  "udp_max_associations",
  "dns_cache_size",
  "nofile",
  "mtu",
  "udp_mtu",
  "keep_alive",
  "manager_port",
];

export const SWITCHES: readonly string[] = [
  "fast_open",
  "no_delay",
  "mptcp",
  "reuse_port",
  "ipv6_first",
  "ipv6_only",
  "disabled",
];

const EVERYWHERE = same([
  "local_address",
  "local_port",
  "fast_open",
  "user",
  "manager_address",
]);

const LIBEV: KeyNames = {
  ...EVERYWHERE,
  ...same([
    "mode",
    "timeout",
    "no_delay",
    "mptcp",
    "reuse_port",
    "ipv6_first",
    "nofile",
    "mtu",
    "acl",
    "tunnel_address",
    "tcp_tproxy",
    "dscp",
    "use_syslog",
    "workdir",
    "local_ipv4_address",
    "local_ipv6_address",
    "tcp_incoming_sndbuf",
    "tcp_incoming_rcvbuf",
    "tcp_outgoing_sndbuf",
    "tcp_outgoing_rcvbuf",
  ]),
  dns: "nameserver",
};

const RUST: KeyNames = {
  ...same([
    "local_address",
    "local_port",
    "mode",
    "timeout",
    "fast_open",
    "manager_address",
    "manager_port",
    "no_delay",
    "mptcp",
    "ipv6_first",
    "ipv6_only",
    "keep_alive",
    "nofile",
    "dns",
    "dns_cache_size",
    "udp_timeout",
    "udp_max_associations",
    "udp_mtu",
    "acl",
    "locals",
    "protocol",
    "security",
    "balancer",
    "online_config",
    "log",
    "runtime",
    "launchd_tcp_socket_name",
    "launchd_udp_socket_name",
  ]),
};

const PYTHON: KeyNames = {
  ...EVERYWHERE,
  ...same(["workers", "forbidden_ip", "verbose", "libopenssl", "libsodium", "libmbedtls"]),
  // Its sense of the word.
  idle_timeout: "timeout",
  dns: "dns_server",
  ipv6_first: "prefer_ipv6",
  pid_file: "pid-file",
  log_file: "log-file",
  tunnel_remote: "tunnel_remote",
  tunnel_remote_port: "tunnel_remote_port",
  tunnel_port: "tunnel_port",
};

/** What stands at the top of a file. Ours knows everything. */
export const TOP_KEYS: Readonly<Record<Exclude<DialectName, "umbra">, KeyNames>> = {
  libev: LIBEV,
  rust: RUST,
  python: PYTHON,
};

/** What is said of a server. */
export const KEYS_OF_A_SERVER: Readonly<Record<Exclude<DialectName, "umbra">, KeyNames>> = {
  libev: same(["server", "server_port", "method", "password", "key", "plugin", "plugin_opts"]),
  rust: same([
    "server",
    "server_port",
    "method",
    "password",
    "users",
    "plugin",
    "plugin_opts",
    "plugin_args",
    "plugin_mode",
    "mode",
    "disabled",
    "remarks",
    "id",
    "tcp_weight",
    "udp_weight",
    "outbound_proxy",
    "outbound_fwmark",
    "outbound_user_cookie",
    "outbound_bind_addr",
    "outbound_bind_interface",
    "outbound_udp_allow_fragmentation",
  ]),
  python: same(["server", "server_port", "method", "password"]),
};

/** Whether the files of a program have such a key, spelled like this. */
export function hasKey(dialect: Exclude<DialectName, "umbra">, key: string): boolean {
  return Object.values(TOP_KEYS[dialect]).includes(key) ||
    Object.values(KEYS_OF_A_SERVER[dialect]).includes(key) || ALSO_KNOWN[dialect].includes(key);
}

/** Of which nothing is carried over, or in another form. */
const ALSO_KNOWN: Readonly<Record<Exclude<DialectName, "umbra">, readonly string[]>> = {
  libev: ["port_password", "auth"],
  rust: ["servers", "shadowsocks", "version"],
  python: ["port_password", "one_time_auth", "daemon"],
};

function same(keys: readonly string[]): KeyNames {
  return Object.fromEntries(keys.map((key) => [key, key]));
}
