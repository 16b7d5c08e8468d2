// Flags known from other programs' command lines only. What becomes of each is said by its configuration key: most warn
// that they have no effect, a few are refused.

import { type FlagRow, ROLE_COMMANDS } from "./flag_row.ts";

export const FOREIGN_FLAGS: readonly FlagRow[] = [
  foreign("fast-open", { aliases: ["tcp-fast-open"] }),
  foreign("mptcp", { aliases: ["tcp-multipath"] }),
  foreign("one-time-auth", { short: "A", key: "auth" }),
  foreign("tproxy", { short: "T", key: "tcp_tproxy" }),
  foreign("mtu", { value: "BYTES" }),
  foreign("nofile", { short: "n", value: "N" }),
  foreign("manager-address", { aliases: ["manager-addr"], value: "ADDRESS" }),
  foreign("user", { short: "a", value: "USER" }),
  foreign("daemon", { aliases: ["daemonize"], value: "start|stop|restart" }),
  foreign("interface", {
    short: "i",
    aliases: ["outbound-bind-interface"],
    key: "outbound_bind_interface",
    value: "NAME",
  }),
  foreign("outbound-fwmark", { value: "MARK" }),
  foreign("workdir", { short: "D", value: "FOLDER" }),
  foreign("forbidden-ip", { value: "CIDRS" }),
  foreign("nftables-sets", { value: "SETS" }),
  foreign("libopenssl", { value: "FILE" }),
  foreign("libsodium", { value: "FILE" }),
  foreign("libmbedtls", { value: "FILE" }),
  foreign("tcp-incoming-sndbuf", { aliases: ["inbound-send-buffer-size"], value: "BYTES" }),
  foreign("tcp-incoming-rcvbuf", { aliases: ["inbound-recv-buffer-size"], value: "BYTES" }),
  foreign("tcp-outgoing-sndbuf", { aliases: ["outbound-send-buffer-size"], value: "BYTES" }),
  foreign("tcp-outgoing-rcvbuf", { aliases: ["outbound-recv-buffer-size"], value: "BYTES" }),
];

function foreign(long: string, rest: Partial<FlagRow>): FlagRow {
  return { long, commands: ROLE_COMMANDS, key: long.replaceAll("-", "_"), help: "", ...rest };
}
