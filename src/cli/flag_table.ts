// Every flag that does something, once. They follow the common dialect of libev, python and rust.

import { SAFE_METHODS } from "../config/method_choice.ts";
import { FOREIGN_FLAGS } from "./foreign_flags.ts";
import { type CommandName, type FlagRow, ROLE_COMMANDS as ROLES } from "./flag_row.ts";

const CLIENTS: readonly CommandName[] = ["local", "tunnel", "check"];

const REACH: readonly FlagRow[] = [
  {
    long: "server",
    short: "s",
    aliases: ["server-addr"],
    commands: CLIENTS,
    key: "server",
    value: "HOST[:PORT]",
    isRepeatable: true,
    help: "the server to use; the next one is tried when one cannot be reached",
  },
  {
    long: "server",
    short: "s",
    aliases: ["server-addr", "server-host"],
    commands: ["server"],
    key: "server",
    value: "HOST[:PORT]",
    isRepeatable: true,
    help: 'the address to listen on (default 0.0.0.0; "::" for IPv6)',
  },
  {
    long: "server-port",
    short: "p",
    commands: ROLES,
    key: "server_port",
    value: "PORT",
    help: "the server's port (default 8388)",
  },
  {
    long: "local-address",
    short: "b",
    aliases: ["local-addr"],
    commands: CLIENTS,
    key: "local_address",
    value: "HOST[:PORT]",
    help: "the address to listen on (default 127.0.0.1)",
  },
  {
    long: "outbound-bind-addr",
    short: "b",
    aliases: ["bind-addr"],
    commands: ["server"],
    key: "outbound_bind_addr",
    value: "ADDRESS",
    help: "the address to connect from",
  },
  {
    long: "local-port",
    short: "l",
    commands: CLIENTS,
    key: "local_port",
    value: "PORT",
    help: "the port to listen on (default 1080)",
  },
  {
    long: "tunnel",
    short: "L",
    aliases: ["tunnel-address"],
    commands: ["tunnel", "check"],
    key: "tunnel_address",
    value: "HOST:PORT",
    help: "the target that every connection is carried to",
  },
];

const SECRETS: readonly FlagRow[] = [
  {
    long: "password",
    short: "k",
    commands: ROLES,
    key: "password",
    value: "PASSWORD",
    isSecret: true,
    help: "the password; better in UMBRA_PASSWORD or a file, where no other user sees it",
  },
  {
    long: "key",
    commands: ROLES,
    key: "key",
    value: "BASE64",
    isSecret: true,
    help: "the key itself in base64, instead of a password",
  },
  {
    long: "method",
    short: "m",
    aliases: ["encrypt-method"],
    commands: ROLES,
    key: "method",
    value: "METHOD",
    completion: SAFE_METHODS,
    help: "the cipher (default chacha20-ietf-poly1305)",
  },
  {
    long: "auth",
    commands: ["local", "check"],
    key: "users",
    value: "USER:PASSWORD",
    isSecret: true,
    isRepeatable: true,
    help: "ask SOCKS5 and HTTP clients for this password",
  },
  {
    long: "insecure",
    commands: ROLES,
    key: "insecure",
    help: 'allow the method "none", which encrypts nothing',
  },
  {
    long: "allow-private",
    commands: ["server", "check"],
    key: "allow_private",
    value: "CIDR",
    isOptional: true,
    isRepeatable: true,
    help: "let users reach private and loopback targets, all of them or a range",
  },
];

const RUNNING: readonly FlagRow[] = [
  {
    long: "config",
    short: "c",
    commands: ROLES,
    value: "FILE",
    completion: "file",
    help: "read settings from a file: JSON, comments allowed",
  },
  {
    long: "timeout",
    short: "t",
    commands: ROLES,
    key: "timeout",
    value: "SECONDS",
    help: "the longest a handshake or a connect may take",
  },
  {
    long: "idle-timeout",
    commands: ROLES,
    key: "idle_timeout",
    value: "SECONDS",
    help: "close connections on which nothing moves for so long (default 7440)",
  },
  {
    long: "drain",
    commands: ROLES,
    key: "drain",
    value: "SECONDS",
    help: "how long open connections may go on after Ctrl-C (default 30)",
  },
  {
    long: "max-connections",
    commands: ROLES,
    key: "max_connections",
    value: "N",
    help: "serve so many at once (default: what the descriptor limit allows)",
  },
  {
    long: "crypto",
    commands: ROLES,
    key: "crypto",
    value: "ENGINE",
    completion: ["auto", "webcrypto", "node"],
    help: "auto, webcrypto or node (default auto: the fastest for the method)",
  },
  {
    long: "ipv6-first",
    short: "6",
    aliases: ["prefer-ipv6"],
    commands: ROLES,
    key: "ipv6_first",
    help: "try the IPv6 addresses of a name first",
  },
  {
    long: "no-delay",
    aliases: ["tcp-no-delay"],
    commands: ROLES,
    key: "no_delay",
    help: "send small segments at once (default on)",
  },
  {
    long: "keep-alive",
    aliases: ["tcp-keep-alive"],
    commands: ROLES,
    key: "keep_alive",
    value: "true|false",
    completion: ["true", "false"],
    help: "have the system probe connections on which nothing moves (default false)",
  },
  {
    long: "reuse-port",
    commands: ROLES,
    key: "reuse_port",
    help: "let several processes listen on the same port",
  },
  {
    long: "pid-file",
    aliases: ["daemonize-pid"],
    commands: ROLES,
    key: "pid_file",
    value: "FILE",
    completion: "file",
    help: "keep the process id there while running",
  },
  {
    long: "quiet",
    short: "q",
    commands: ROLES,
    key: "log_level",
    implies: "error",
    help: "log errors only",
  },
  {
    long: "verbose",
    short: "v",
    commands: ROLES,
    key: "log_level",
    implies: "debug",
    isRepeatable: true,
    help: "log every stage of every connection",
  },
  {
    long: "log-level",
    commands: ROLES,
    key: "log_level",
    value: "LEVEL",
    completion: ["debug", "info", "warning", "error"],
    help: "debug, info, warning or error (default info)",
  },
  {
    long: "log-format",
    commands: ROLES,
    key: "log_format",
    value: "FORMAT",
    completion: ["text", "json"],
    help: "text or json (default text)",
  },
  {
    long: "log-file",
    commands: ROLES,
    key: "log_file",
    value: "FILE",
    completion: "file",
    help: "log there instead of to standard error",
  },
];

const OTHER_COMMANDS: readonly FlagRow[] = [
  {
    long: "method",
    short: "m",
    aliases: ["encrypt-method"],
    commands: ["genkey", "demo"],
    value: "METHOD",
    completion: SAFE_METHODS,
    help: "the cipher (default chacha20-ietf-poly1305)",
  },
  {
    long: "serve",
    commands: ["demo"],
    help: "keep everything running, to try it with curl",
  },
  {
    long: "role",
    commands: ["check"],
    value: "ROLE",
    completion: ["local", "server", "tunnel"],
    help: "check as local, server or tunnel (default: what the file looks like)",
  },
  {
    long: "help",
    short: "h",
    commands: [...ROLES, "demo", "genkey", "completions"],
    help: "show this help",
  },
  {
    long: "version",
    short: "V",
    commands: [...ROLES, "demo", "genkey", "completions"],
    help: "tell the version",
  },
];

export const FLAG_TABLE: readonly FlagRow[] = [
  ...REACH,
  ...SECRETS,
  ...RUNNING,
  ...OTHER_COMMANDS,
  ...FOREIGN_FLAGS,
];

export function flagsOf(command: CommandName): readonly FlagRow[] {
  return FLAG_TABLE.filter((row) => row.commands.includes(command));
}
