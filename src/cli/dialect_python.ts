// The flags of sslocal and ssserver of the Python original (2.9, branch master).

import { CLIENTS, type DialectFlag, SERVER } from "./dialect_flag.ts";

export const PYTHON_FLAGS: readonly DialectFlag[] = [
  { names: "-c, --config", value: "FILE", help: "read settings from a file" },
  { names: "-s", key: "server" },
  { names: "-p", key: "server_port" },
  { names: "-b", roles: CLIENTS, key: "local_address" },
  { names: "-l", roles: CLIENTS, key: "local_port" },
  { names: "-k", key: "password" },
  { names: "-m", key: "method" },
  {
    names: "-t",
    key: "timeout",
    help: "close connections on which nothing moves for so long (default 300)",
  },
  { names: "--workers", roles: SERVER, key: "workers" },
  { names: "--prefer-ipv6", roles: SERVER, key: "prefer_ipv6", help: "try IPv6 addresses first" },
  { names: "--pid-file", key: "pid_file" },
  { names: "--log-file", key: "log_file" },
  { names: "-v", key: "log_level", implies: "debug", isRepeatable: true },
  { names: "-q", key: "log_level", implies: "error", isRepeatable: true },
  { names: "--version", help: "tell the version" },
  { names: "-h, --help", help: "show this help" },

  { names: "-a", key: "one_time_auth" },
  { names: "-d", key: "daemon", value: "start|stop|restart" },
  { names: "--fast-open", key: "fast_open" },
  { names: "--user", key: "user" },
  { names: "--forbidden-ip", roles: SERVER, key: "forbidden_ip" },
  { names: "--manager-address", roles: SERVER, key: "manager_address" },
  { names: "--libopenssl", key: "libopenssl" },
  { names: "--libmbedtls", key: "libmbedtls" },
  { names: "--libsodium", key: "libsodium" },
];
