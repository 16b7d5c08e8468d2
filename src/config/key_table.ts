// Every key of the configuration files of the family (libev, rust, python) and our own: taken, or why not. The flags
// of the command line look up their meaning here too.

import {
  type KeyRule,
  type KeyTable,
  keyTable,
  noEffect,
  refused,
  risky,
  section,
  value,
} from "./key_rule.ts";
import {
  DAEMON,
  DNS_OR_DAEMON,
  ENGINE,
  KEEP_ALIVE_OR_SECONDS,
  LOG_FORMAT,
  LOG_LEVEL,
  MODE,
  VERBOSITY,
} from "./key_words.ts";
import { FAILOVER_KEYS } from "./failover_keys.ts";
import { ONLINE_KEYS } from "./online_keys.ts";
import { OUTLINE_KEYS } from "./outline_keys.ts";
import { ACL, ROUTING_KEYS } from "./rule_keys.ts";
import { ENTRY_SERVER_RULE, SERVER_RULE } from "./share_link_keys.ts";
import { SHARE_RULES, UPSTREAM_URLS, upstreamsRule, WAY_RULES } from "./upstream_keys.ts";
import {
  ALLOW_PRIVATE,
  BYTES,
  COUNT,
  COUNT_OR_ZERO,
  DESTINATIONS,
  HOST,
  PORT,
  PORT_PASSWORDS,
  PORTS,
  SECONDS,
  SECONDS_OR_ZERO,
  SECRET,
  SWITCH,
  TARGET,
  TEXT,
  USERS,
  WORKERS,
} from "./value_schemas.ts";

const NOT_YET = noEffect("is not supported yet");
const LIBRARY = noEffect("is ignored: no outside crypto library is loaded");
const SOCKET_BUFFER = impossible("the buffer sizes of a socket are the system's");
const OUTBOUND = impossible("the system's routing picks the outgoing address");
const WORKERS_HINT = "for example 2, or auto for one per core";
/** For people and editors, not for us. */
const REMARK: KeyRule = { kind: "judged", judge: () => undefined };

/** Of a local: who may use it. Of a server: who shares the port. */
const USERS_RULE = value("users", USERS, { isSecret: true, hint: "for example me:password" });

const DESTINATIONS_RULE = value("destinations", DESTINATIONS, {
  isSecret: true,
  hint:
    'for example {"name": "exit", "server": "192.0.2.1", "server_port": 8388, "password": "..."}',
});

/** What a server is reached with: at the top and in each entry of `servers`. */
const SERVER_RULES = {
  server: SERVER_RULE,
  server_port: value("serverPort", PORTS, { hint: "for example 8388" }),
  password: value("password", SECRET, { isSecret: true, hint: "umbra genkey makes a good one" }),
  key: value("key", SECRET, { isSecret: true, hint: "umbra genkey makes a good one" }),
  method: value("method", TEXT, { hint: "for example aes-256-gcm" }),
  prefix: value("saltPrefix", BYTES, { hint: 'for example "\\u0016\\u0003\\u0001"' }),
  mode: value("mode", MODE, { hint: "for example tcp_and_udp" }),
  ...WAY_RULES,
  outbound_fwmark: impossible("SO_MARK cannot be set on its sockets"),
  outbound_user_cookie: impossible("SO_USER_COOKIE cannot be set on its sockets"),
  outbound_bind_addr: OUTBOUND,
  outbound_bind_interface: OUTBOUND,
  outbound_udp_allow_fragmentation: NOT_YET,
} satisfies Record<string, KeyRule>;

/** What a client connects to: at the top and in each entry of `locals`. */
const LOCAL_RULES = {
  local_address: value("localAddress", HOST, { hint: "for example 127.0.0.1" }),
  local_port: value("localPort", PORT, { hint: "for example 1080" }),
  protocol: value("protocol", TEXT, { hint: "for example socks" }),
  socks5_auth_config_path: value("socksAuthFile", TEXT, { hint: "name a file" }),
  http_auth_config_path: value("httpAuthFile", TEXT, { hint: "name a file" }),
  launchd_tcp_socket_name: impossible("sockets cannot be taken over from launchd"),
  launchd_udp_socket_name: impossible("sockets cannot be taken over from launchd"),
} satisfies Record<string, KeyRule>;

const REMOTE_DNS = {
  remote_dns_address: value("dnsRemoteHost", HOST, { hint: "for example 8.8.8.8" }),
  remote_dns_port: value("dnsRemotePort", PORT, { hint: "for example 53" }),
} satisfies Record<string, KeyRule>;

const SERVERS: KeyRule = {
  kind: "list",
  setting: "servers",
  keys: keyTable({
    ...SERVER_RULES,
    server: ENTRY_SERVER_RULE,
    address: ENTRY_SERVER_RULE,
    port: SERVER_RULES.server_port,
    disabled: value("disabled", SWITCH, { hint: "for example true" }),
    users: USERS_RULE,
    destinations: DESTINATIONS_RULE,
    timeout: noEffect("is ignored: the timeout at the top is for all servers"),
    ...SHARE_RULES,
    acl: risky(
      "is not for one server alone: without it targets are reached that the list keeps out",
      "put it at the top, where it holds for all of them",
    ),
  }),
};

const LOCALS: KeyRule = {
  kind: "list",
  setting: "locals",
  keys: keyTable({
    ...LOCAL_RULES,
    disabled: value("disabled", SWITCH, { hint: "for example true" }),
    ...REMOTE_DNS,
    forward_address: value("tunnelRemoteHost", HOST, { hint: "for example example.com" }),
    forward_port: value("tunnelRemotePort", PORT, { hint: "for example 80" }),
    mode: SERVER_RULES.mode,
    acl: ACL,
    ...all(NOT_YET, [
      "local_udp_address",
      "local_udp_port",
      "tcp_redir",
      "udp_redir",
      "local_dns_address",
      "local_dns_port",
      "client_cache_size",
      "tun_interface_name",
      "tun_interface_address",
      "tun_interface_destination",
      "tun_device_fd_from_path",
      "fake_dns_record_expire_duration",
      "fake_dns_ipv4_network",
      "fake_dns_ipv6_network",
      "fake_dns_database_path",
    ]),
  }),
};

export const TOP_LEVEL_KEYS: KeyTable = keyTable({
  ...SERVER_RULES,
  ...LOCAL_RULES,
  servers: SERVERS,
  shadowsocks: SERVERS,
  locals: LOCALS,
  name: SHARE_RULES.name,
  upstreams: upstreamsRule(SERVER_RULES),
  upstream: UPSTREAM_URLS,
  ...ROUTING_KEYS,
  acl: ACL,
  ...FAILOVER_KEYS,
  port_password: value("portPassword", PORT_PASSWORDS, {
    isSecret: true,
    hint: 'for example {"8388": "password-one", "8389": "password-two"}',
  }),
  ...OUTLINE_KEYS,
  users: USERS_RULE,
  destinations: DESTINATIONS_RULE,
  clock_tolerant: value("clockTolerant", SWITCH, { hint: "for example true" }),
  insecure: value("insecure", SWITCH, { hint: "for example true" }),
  allow_private: value("allowPrivate", ALLOW_PRIVATE, { hint: "for example true, or 10.0.0.0/8" }),

  tunnel_address: value("tunnelTarget", TARGET, {
    hint: "for example example.com:80, or [2001:db8::1]:80",
  }),
  tunnel_remote: value("tunnelRemoteHost", HOST, { hint: "for example example.com" }),
  tunnel_remote_port: value("tunnelRemotePort", PORT, { hint: "for example 80" }),
  tunnel_port: value("tunnelListenPort", PORT, { hint: "for example 5353" }),

  timeout: value("timeoutSeconds", SECONDS, { hint: "for example 60" }),
  idle_timeout: value("idleSeconds", SECONDS, { hint: "for example 7440" }),
  drain: value("drainSeconds", SECONDS_OR_ZERO, { hint: "for example 30" }),
  udp_timeout: value("udpIdleSeconds", SECONDS, { hint: "for example 300" }),
  udp_max_associations: value("maxAssociations", COUNT, { hint: "for example 4096" }),
  udp_associate_addr: value("associateHost", HOST, { hint: "for example 192.0.2.1" }),
  max_connections: value("maxConnections", COUNT, { hint: "for example 1000" }),
  workers: value("workers", WORKERS, { hint: WORKERS_HINT }),
  no_delay: value("noDelay", SWITCH, { hint: "for example true" }),
  keep_alive: KEEP_ALIVE_OR_SECONDS,
  reuse_port: value("reusePort", SWITCH, { hint: "for example true" }),
  ipv6_first: value("ipv6First", SWITCH, { hint: "for example true" }),
  prefer_ipv6: value("ipv6First", SWITCH, { hint: "for example true" }),
  dns: DNS_OR_DAEMON,
  nameserver: DNS_OR_DAEMON,
  dns_server: DNS_OR_DAEMON,
  dns_listen: value("dnsListen", HOST, { hint: "for example 127.0.0.1:5353" }),
  ...REMOTE_DNS,
  dns_cache_size: value("dnsCacheSize", COUNT_OR_ZERO, { hint: "for example 1024" }),
  crypto: value("engine", ENGINE, { hint: "for example auto" }),

  log_level: value("logLevel", LOG_LEVEL, { hint: "for example info" }),
  log_format: value("logFormat", LOG_FORMAT, { hint: "for example text" }),
  log_file: value("logFile", TEXT, { hint: "name a file" }),
  "log-file": value("logFile", TEXT, { hint: "name a file" }),
  verbose: value("logLevel", VERBOSITY, { hint: "for example 1" }),
  pid_file: value("pidFile", TEXT, { hint: "name a file" }),
  "pid-file": value("pidFile", TEXT, { hint: "name a file" }),
  log: section({
    level: value("logLevel", VERBOSITY, { hint: "for example 1" }),
    format: section({ without_time: NOT_YET }),
    writers: NOT_YET,
    config_path: NOT_YET,
  }),

  daemon: DAEMON,
  user: risky(
    "is not supported: a program cannot safely give up its rights while it runs",
    'start it as that user: "User=" in a systemd unit, or the user of a container',
  ),
  auth: oneTimeAuth(),
  one_time_auth: oneTimeAuth(),
  nofile: noEffect(
    "is ignored: the limit is set by whoever starts the program",
    'raise it with "ulimit -n", or "LimitNOFILE=" in a systemd unit',
  ),
  forbidden_ip: noEffect(
    "is not supported yet: private, loopback and link-local targets are refused, public ones are not",
  ),

  fast_open: impossible("TCP Fast Open cannot be switched on for its sockets"),
  mptcp: impossible("Multipath TCP cannot be switched on for its sockets"),
  ipv6_only: impossible("IPV6_V6ONLY cannot be set on its sockets"),
  tcp_tproxy: impossible("IP_TRANSPARENT cannot be set on its sockets"),
  dscp: impossible("IP_TOS cannot be set on its sockets"),
  ...all(SOCKET_BUFFER, [
    "tcp_incoming_sndbuf",
    "tcp_incoming_rcvbuf",
    "tcp_outgoing_sndbuf",
    "tcp_outgoing_rcvbuf",
  ]),
  ...all(OUTBOUND, ["local_ipv4_address", "local_ipv6_address"]),
  ...all(LIBRARY, ["libopenssl", "libsodium", "libmbedtls"]),
  ...all(NOT_YET, [
    "udp_mtu",
    "mtu",
    "manager_address",
    "manager_port",
    "use_syslog",
    "workdir",
    "executable",
    "nftables_sets",
  ]),

  security: section({
    replay_attack: section({ policy: noEffect("is ignored: repeated salts are always refused") }),
  }),
  ...ONLINE_KEYS,
  runtime: section({
    mode: noEffect("is ignored: worker_count alone says how many threads carry the traffic"),
    worker_count: value("workers", WORKERS, { hint: WORKERS_HINT }),
  }),
  version: REMARK,
  remarks: REMARK,
  $schema: REMARK,
});

function all(rule: KeyRule, names: readonly string[]): Readonly<Record<string, KeyRule>> {
  return Object.fromEntries(names.map((name) => [name, rule]));
}

function impossible(reason: string) {
  return noEffect(`is not possible on Deno: ${reason}`);
}

function oneTimeAuth() {
  return refused(
    "is refused: one-time authentication is broken, it lets strangers probe and change the traffic",
    "remove it at both ends and use a method that authenticates, such as aes-256-gcm",
  );
}
