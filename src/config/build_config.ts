// Merged settings -> the Config of a role, complete. What is missing or wrong goes into the ledger.

import { formatHostPort, type HostPort } from "../net/address.ts";
import { addressOf } from "./address_of.ts";
import type { BuildParts } from "./build_parts.ts";
import type { AllowPrivate, Config, LocalConfig, ServerConfig, TunnelConfig } from "./config.ts";
import type { FullSettings, Role } from "./default_settings.ts";
import { dnsDoor } from "./dns_door.ts";
import { showDnsChoice } from "./dns_choice.ts";
import { isLoopback } from "./is_loopback.ts";
import type { Ledger } from "./ledger.ts";
import { localEntry } from "./local_entry.ts";
import { chooseMode, DEFAULT_MODE, withTcp } from "./mode_choice.ts";
import { outranks, problemWith, type Sourced } from "./origin.ts";
import { withOutlinePorts } from "./outline_ports.ts";
import { proxyUsers } from "./proxy_users.ts";
import { type EntryOptions, type SaidEntry, serverEntries } from "./server_entries.ts";
import type { HostMaybePort } from "./settings.ts";
import { timeouts } from "./timeouts.ts";
import { warnOfUnused } from "./unused_settings.ts";
import { clientWays, serverWays } from "./ways_out.ts";

/** `undefined`, and a problem in the ledger, when something is missing that has no stand-in. */
export function buildConfig(
  role: Role,
  settings: FullSettings,
  parts: BuildParts,
): Config | undefined {
  warnOfUnused(role, settings, parts.ledger);
  switch (role) {
    case "local":
      return buildLocal(settings, parts);
    case "tunnel":
      return buildTunnel(settings, parts);
    case "server":
      return buildServer(settings, parts);
  }
}

function buildLocal(said: FullSettings, parts: BuildParts): LocalConfig {
  const { ledger } = parts;
  const settings = withTcp(said, ledger);
  const own = withTcp(localEntry(settings, "local", ledger), ledger);
  const listen = useListen(own, own.localPort, ledger);
  const users = proxyUsers(own, parts);
  const ways = clientWays(withAclOf(own, settings), users.map(({ name }) => name), parts);
  if (users.length === 0 && !isLoopback(listen.host)) {
    ledger.warn(problemWith(
      own.localAddress.origin,
      `opens the proxy to everyone who can reach ${formatHostPort(listen)}`,
      "ask for a password with --auth user:password, or listen on 127.0.0.1",
    ));
  }
  const { associateHost } = own;
  return {
    role: "local",
    listen,
    mode: chooseMode(own, ways, ledger),
    associateHost: associateHost && ledger.use("udp_associate_addr", associateHost, showHost).host,
    ...ways,
    clockTolerant: ledger.use("clock_tolerant", settings.clockTolerant),
    users,
    dnsDoor: dnsDoor(settings, ledger),
    ...common("local", settings, ledger),
  };
}

function buildTunnel(settings: FullSettings, parts: BuildParts): TunnelConfig | undefined {
  const { ledger } = parts;
  const own = localEntry(settings, "tunnel", ledger);
  const { tunnelListenPort, localPort } = own;
  const port = tunnelListenPort === undefined || outranks(localPort, tunnelListenPort)
    ? localPort
    : tunnelListenPort;
  const listen = useListen(own, port, ledger);
  const ways = clientWays(withAclOf(own, settings), [], parts);
  const target = tunnelTarget(own);
  if (target === undefined) {
    ledger.fail({
      message: "no target is given",
      hint: 'name it with -L host:port, or as "tunnel_address" in a file (-c)',
      where: undefined,
    });
    return undefined;
  }
  return {
    role: "tunnel",
    listen,
    mode: chooseMode(own, ways, ledger),
    ...ways,
    clockTolerant: ledger.use("clock_tolerant", settings.clockTolerant),
    target: ledger.use("target", target, formatHostPort),
    ...common("tunnel", settings, ledger),
  };
}

function buildServer(settings: FullSettings, parts: BuildParts): ServerConfig {
  const { ledger } = parts;
  const said = serverEntries(withOutlinePorts(settings, ledger), LISTENER, ledger);
  warnOfOwnWays(said, settings, ledger);
  const listeners = said.map(({ entry }) => entry);
  return {
    role: "server",
    listeners,
    ...serverWays(settings, listeners, parts),
    allowPrivate: ledger.use("allow_private", settings.allowPrivate, showAllowPrivate),
    ...common("server", settings, ledger),
  };
}

function common(role: Role, settings: FullSettings, ledger: Ledger) {
  const { maxConnections, pidFile, logFile } = settings;
  return {
    workers: ledger.use("workers", settings.workers),
    timeouts: timeouts(settings, role, ledger),
    maxConnections: maxConnections && ledger.use("max_connections", maxConnections),
    noDelay: ledger.use("no_delay", settings.noDelay),
    keepAlive: ledger.use("keep_alive", settings.keepAlive),
    reusePort: ledger.use("reuse_port", settings.reusePort),
    ipv6First: ledger.use("ipv6_first", settings.ipv6First),
    dns: {
      choice: ledger.use("dns", settings.dns, showDnsChoice),
      cacheSize: ledger.use("dns_cache_size", settings.dnsCacheSize),
    },
    engine: ledger.use("crypto", settings.engine),
    udp: {
      idleMs: ledger.use("udp_timeout", settings.udpIdleSeconds, (value) => `${value} s`) * 1000,
      maxAssociations: ledger.use("udp_max_associations", settings.maxAssociations),
    },
    log: {
      level: ledger.use("log_level", settings.logLevel),
      format: ledger.use("log_format", settings.logFormat),
      file: logFile && ledger.use("log_file", logFile),
    },
    pidFile: pidFile && ledger.use("pid_file", pidFile),
  };
}

/** A port of a server has no way out of its own. */
function warnOfOwnWays(
  ports: readonly SaidEntry[],
  above: FullSettings,
  ledger: Ledger,
): void {
  for (const { settings: { through } } of ports) {
    if (through === undefined || through === above.through) continue;
    const hint = "put it at the top, where it holds for all ports, or write rules";
    ledger.warn(problemWith(through.origin, "is for clients: it has no effect here", hint));
  }
}

/** A listener may have a list of its own. */
function withAclOf({ aclFile }: FullSettings, settings: FullSettings): FullSettings {
  return aclFile === undefined ? settings : { ...settings, aclFile };
}

function useListen(settings: FullSettings, port: Sourced<number>, ledger: Ledger): HostPort {
  return ledger.use("listen", addressOf(settings.localAddress, port), formatHostPort);
}

function tunnelTarget(settings: FullSettings): Sourced<HostPort> | undefined {
  const { tunnelTarget: whole, tunnelRemoteHost: host, tunnelRemotePort: port } = settings;
  if (whole !== undefined && !outranks(host, whole)) return whole;
  if (host === undefined) return undefined;
  return port === undefined ? undefined : addressOf(host, port);
}

const LISTENER: EntryOptions = { label: "listen", holder: "server", mode: DEFAULT_MODE };

function showHost({ host }: HostMaybePort): string {
  return host;
}

function showAllowPrivate(allowed: AllowPrivate): string {
  return allowed.kind === "ranges" ? allowed.cidrs.join(", ") : String(allowed.kind === "all");
}
