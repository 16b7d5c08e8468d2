// The flags of sslocal and ssserver of shadowsocks-rust 1.25, and the letters of the other programs that mean nothing
// else there: -p, -l, -t. What has the same name here anyway (--server-url) is not repeated.

import { CLIENTS, type DialectFlag, SERVER } from "./dialect_flag.ts";
import {
  ALWAYS_TOLD,
  NO_ANDROID,
  NO_FAKE_DNS,
  NO_LOCAL_DNS,
  NO_LOG_FILE,
  NO_REDIRECTION,
  NO_STATISTICS_FILE,
  NO_TUN,
  NO_UDP_ADDRESS,
  PROTOCOL,
} from "./dialect_verdicts.ts";

const REACH: readonly DialectFlag[] = [
  { names: "-c, --config", value: "FILE", help: "read settings from a file" },
  { names: "-s, --server-addr, --server-host", key: "server" },
  { names: "-p, --server-port", key: "server_port" },
  { names: "-b, --local-addr", roles: CLIENTS, key: "local_address" },
  { names: "-l, --local-port", roles: CLIENTS, key: "local_port" },
  { names: "-k, --password", key: "password" },
  { names: "-m, --encrypt-method", key: "method" },
  {
    names: "--protocol",
    roles: CLIENTS,
    rule: PROTOCOL,
    value: "PROTOCOL",
    help: "socks, http or tunnel",
  },
  {
    names: "-f, --forward-addr",
    roles: CLIENTS,
    key: "tunnel_address",
    value: "HOST:PORT",
    help: "with --protocol tunnel: the target that every connection is carried to",
  },
  { names: "-u", key: "mode", implies: "udp_only", help: "carry UDP alone" },
  { names: "-U", key: "mode", implies: "tcp_and_udp", help: "carry UDP as well as TCP" },
  { names: "--udp-bind-addr", roles: CLIENTS, rule: NO_UDP_ADDRESS, value: "HOST:PORT" },
  { names: "--udp-associate-addr", roles: CLIENTS, key: "udp_associate_addr" },
  { names: "--plugin", key: "plugin" },
  { names: "--plugin-opts", key: "plugin_opts" },
  { names: "--plugin-mode", key: "plugin_mode" },
  { names: "--acl", key: "acl" },
  { names: "--outbound-proxy", key: "outbound_proxy" },
];

const RUNNING: readonly DialectFlag[] = [
  { names: "-t, --timeout", key: "timeout" },
  { names: "--udp-timeout", key: "udp_timeout" },
  { names: "--udp-max-associations", key: "udp_max_associations" },
  { names: "--tcp-no-delay, --no-delay", key: "no_delay" },
  { names: "--tcp-keep-alive", key: "keep_alive", value: "SECONDS" },
  { names: "--dns", key: "dns" },
  { names: "--dns-cache-size", key: "dns_cache_size" },
  { names: "--remote-dns-addr", roles: CLIENTS, key: "remote_dns_address" },
  { names: "-6", key: "ipv6_first" },
  { names: "--worker-threads", key: "workers" },
  {
    names: "--single-threaded",
    key: "workers",
    implies: "1",
    help: "carry the traffic on one core",
  },
  { names: "--daemonize-pid", key: "pid_file" },
  { names: "-v", key: "log_level", implies: "debug", isRepeatable: true },
  { names: "-V, --version", help: "tell the version" },
  { names: "-h, --help", help: "show this help" },
];

const WITHOUT_EFFECT: readonly DialectFlag[] = [
  { names: "-d, --daemonize", key: "daemon", isSwitch: true },
  { names: "-n, --nofile", key: "nofile" },
  { names: "-a, --user", key: "user" },
  { names: "--tcp-fast-open, --fast-open", key: "fast_open" },
  { names: "--tcp-multipath, --mptcp", key: "mptcp" },
  { names: "--inbound-send-buffer-size", key: "tcp_incoming_sndbuf" },
  { names: "--inbound-recv-buffer-size", key: "tcp_incoming_rcvbuf" },
  { names: "--outbound-send-buffer-size", key: "tcp_outgoing_sndbuf" },
  { names: "--outbound-recv-buffer-size", key: "tcp_outgoing_rcvbuf" },
  {
    names: "--outbound-bind-addr, --bind-addr",
    roles: CLIENTS,
    key: "outbound_bind_addr",
    value: "ADDRESS",
  },
  { names: "-b, --outbound-bind-addr, --bind-addr", roles: SERVER, key: "outbound_bind_addr" },
  { names: "--outbound-bind-interface", key: "outbound_bind_interface" },
  { names: "--outbound-fwmark", key: "outbound_fwmark" },
  { names: "--outbound-user-cookie", key: "outbound_user_cookie", value: "COOKIE" },
  { names: "--manager-addr, --manager-address", roles: SERVER, key: "manager_address" },
  { names: "--log-without-time", rule: ALWAYS_TOLD },
  { names: "--log-config", rule: NO_LOG_FILE, value: "FILE" },
  { names: "--tcp-redir", roles: CLIENTS, rule: NO_REDIRECTION, value: "KIND" },
  { names: "--udp-redir", roles: CLIENTS, rule: NO_REDIRECTION, value: "KIND" },
  { names: "--local-dns-addr", roles: CLIENTS, rule: NO_LOCAL_DNS, value: "ADDRESS" },
  { names: "--dns-addr", roles: CLIENTS, rule: NO_ANDROID, value: "ADDRESS" },
  { names: "--vpn", roles: CLIENTS, rule: NO_ANDROID },
  { names: "--stat-path", roles: CLIENTS, rule: NO_STATISTICS_FILE, value: "FILE" },
  { names: "--stat-addr", roles: CLIENTS, rule: NO_STATISTICS_FILE, value: "ADDRESS" },
  ...[
    "--tun-interface-name",
    "--tun-interface-address",
    "--tun-interface-destination",
    "--tun-device-fd-from-path",
  ].map((names): DialectFlag => ({ names, roles: CLIENTS, rule: NO_TUN, value: "VALUE" })),
  ...[
    "--fake-dns-record-expire-duration",
    "--fake-dns-ipv4-network",
    "--fake-dns-ipv6-network",
    "--fake-dns-database-path",
  ].map((names): DialectFlag => ({ names, roles: CLIENTS, rule: NO_FAKE_DNS, value: "VALUE" })),
];

export const RUST_FLAGS: readonly DialectFlag[] = [...REACH, ...RUNNING, ...WITHOUT_EFFECT];
