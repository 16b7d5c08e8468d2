// What a role says once it is ready.

import type { Config, Mode } from "../config/config.ts";
import { carriesUdp, modesOf } from "../config/mode.ts";
import { shadowsocksServers } from "../config/shadowsocks_servers.ts";
import type { MethodName } from "../crypto/method_table.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import { reachableHere } from "../net/reachable_here.ts";
import type { RunningService } from "../service/running_service.ts";
import type { Terminal } from "./terminal.ts";

export function announce(config: Config, service: RunningService, terminal: Terminal): void {
  const modes = modesOf(config);
  service.addresses.forEach((address, i) => {
    const mode = modes[i];
    // What has no mode is a DNS front door.
    const purpose = mode === undefined ? " (DNS)" : purposeOf(config, mode);
    terminal.print(`listening on ${formatHostPort(address)}${purpose}`);
  });
  const means = meansOf(config, service);
  if (means !== "") terminal.print(means);
  const [address] = service.addresses;
  if (config.role === "local" && address !== undefined) {
    terminal.print(`try: ${curlLine(address, config.users[0]?.name)}`);
  }
}

function purposeOf(config: Config, mode: Mode): string {
  switch (config.role) {
    case "local":
      return ` (SOCKS5${carriesUdp(mode) ? " with UDP" : ""}, SOCKS4, SOCKS4a, HTTP)`;
    case "tunnel":
      return `${TRANSPORTS[mode]} -> ${formatHostPort(config.target)}`;
    case "server":
      return TRANSPORTS[mode];
  }
}

/** TCP goes without saying, as long as it goes alone. */
const TRANSPORTS: Readonly<Record<Mode, string>> = {
  tcp_only: "",
  tcp_and_udp: " (TCP and UDP)",
  udp_only: " (UDP)",
};

/** Whoever goes through proxies alone ciphers nothing. */
function meansOf(config: Config, { engines, workers }: RunningService): string {
  const methods = methodsOf(config).join(", ");
  return [
    ...(methods === "" ? [] : [`method ${methods}`, `engine ${engines.join(", ")}`]),
    ...(workers === 1 ? [] : [`${workers} workers`]),
  ].join(", ");
}

/** Each once. */
export function methodsOf(config: Config): readonly MethodName[] {
  const entries = config.role === "server" ? config.listeners : shadowsocksServers(config);
  return [...new Set(entries.map(({ method }) => method))];
}

/** curl asks for the password itself. */
function curlLine(address: HostPort, user: string | undefined): string {
  const proxy = formatHostPort(reachableHere(address));
  const asUser = user === undefined ? "" : ` --proxy-user ${user}`;
  return `curl --socks5-hostname ${proxy}${asUser} https://example.com/`;
}
