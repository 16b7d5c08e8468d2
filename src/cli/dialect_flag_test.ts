// What becomes of every flag of the other programs: a key of the configuration, a warning, or a refusal.

import { assert, assertEquals } from "@std/assert";
import type { Role } from "../config/default_settings.ts";
import { Ledger } from "../config/ledger.ts";
import { ConfigError } from "../config/problem.ts";
import { flagsOfProgram, type OtherDialect, programAs } from "./dialect_programs.ts";
import { dashed, type FlagRow, namesOf, ruleOf } from "./flag_row.ts";
import { flagSettings } from "./flag_settings.ts";
import { parseWords } from "./parse_flags.ts";

/** What becomes of each, as it begins; "it" is the flag itself. */
type Fates = Readonly<Record<string, string>>;

const LIBEV: Fates = {
  "-s": "server",
  "-p": "serverPort",
  "-l": "localPort",
  "-k": "password",
  "--password": "password",
  "--key": "key",
  "-m": "method",
  "-t": "timeoutSeconds",
  "-c": "read by the command",
  "--config": "read by the command",
  "-u": "mode tcp_and_udp",
  "-U": "mode udp_only",
  "-6": "ipv6First true",
  "--no-delay": "noDelay true",
  "--reuse-port": "reusePort true",
  "--plugin": "plugin",
  "--plugin-opts": "pluginOptions",
  "-f": "pidFile, warned: -f writes the process id, but umbra stays in the foreground",
  "-v": "logLevel debug",
  "-h": "read by the command",
  "--help": "read by the command",
  "-A": "refused: -A is refused: one-time authentication is broken",
  "-a": "refused: -a is not supported: a program cannot safely give up its rights",
  "-n": "warned: -n is ignored: the limit is set by whoever starts the program",
  "-i": "warned: -i is not possible on Deno: the system's routing",
  "--fast-open": "warned: --fast-open is not possible on Deno: TCP Fast Open",
  "--mptcp": "warned: --mptcp is not possible on Deno: Multipath TCP",
  "--mtu": "warned: --mtu is not supported yet",
  "--tcp-incoming-sndbuf": "warned: --tcp-incoming-sndbuf is not possible on Deno: the buffer",
  "--tcp-incoming-rcvbuf": "warned: --tcp-incoming-rcvbuf is not possible on Deno: the buffer",
  "--tcp-outgoing-sndbuf": "warned: --tcp-outgoing-sndbuf is not possible on Deno: the buffer",
  "--tcp-outgoing-rcvbuf": "warned: --tcp-outgoing-rcvbuf is not possible on Deno: the buffer",
};

const LIBEV_CLIENT: Fates = {
  ...LIBEV,
  "-b": "localAddress",
  "-V": "warned: -V is ignored: it is for the Android app",
};

const RUST: Fates = {
  "-c": "read by the command",
  "--config": "read by the command",
  "-s": "server",
  "--server-addr": "server",
  "--server-host": "server",
  "-p": "serverPort",
  "--server-port": "serverPort",
  "-k": "password",
  "--password": "password",
  "-m": "method",
  "--encrypt-method": "method",
  "-t": "timeoutSeconds",
  "--timeout": "timeoutSeconds",
  "-u": "mode udp_only",
  "-U": "mode tcp_and_udp",
  "--plugin": "plugin",
  "--plugin-opts": "pluginOptions",
  "--plugin-mode": "pluginMode",
  "--acl": "aclFile",
  "--outbound-proxy": "through",
  "--udp-timeout": "udpIdleSeconds",
  "--udp-max-associations": "maxAssociations",
  "--tcp-no-delay": "noDelay true",
  "--no-delay": "noDelay true",
  "--tcp-keep-alive": "keepAlive, warned: --tcp-keep-alive is taken as true",
  "--dns": "dns",
  "--dns-cache-size": "dnsCacheSize",
  "-6": "ipv6First true",
  "--worker-threads": "workers",
  "--single-threaded": "workers 1",
  "--daemonize-pid": "pidFile",
  "-v": "logLevel debug",
  "-V": "read by the command",
  "--version": "read by the command",
  "-h": "read by the command",
  "--help": "read by the command",
  "-d": "refused: -d is refused: umbra stays in the foreground",
  "--daemonize": "refused: --daemonize is refused: umbra stays in the foreground",
  "-n": "warned: -n is ignored: the limit",
  "--nofile": "warned: --nofile is ignored: the limit",
  "-a": "refused: -a is not supported: a program cannot safely",
  "--user": "refused: --user is not supported: a program cannot safely",
  "--tcp-fast-open": "warned: --tcp-fast-open is not possible on Deno",
  "--fast-open": "warned: --fast-open is not possible on Deno",
  "--tcp-multipath": "warned: --tcp-multipath is not possible on Deno",
  "--mptcp": "warned: --mptcp is not possible on Deno",
  "--inbound-send-buffer-size": "warned: --inbound-send-buffer-size is not possible on Deno",
  "--inbound-recv-buffer-size": "warned: --inbound-recv-buffer-size is not possible on Deno",
  "--outbound-send-buffer-size": "warned: --outbound-send-buffer-size is not possible on Deno",
  "--outbound-recv-buffer-size": "warned: --outbound-recv-buffer-size is not possible on Deno",
  "--outbound-bind-addr": "warned: --outbound-bind-addr is not possible on Deno",
  "--bind-addr": "warned: --bind-addr is not possible on Deno",
  "--outbound-bind-interface": "warned: --outbound-bind-interface is not possible on Deno",
  "--outbound-fwmark": "warned: --outbound-fwmark is not possible on Deno: SO_MARK",
  "--outbound-user-cookie": "warned: --outbound-user-cookie is not possible on Deno",
  "--log-without-time": "warned: --log-without-time is ignored",
  "--log-config": "warned: --log-config is ignored",
};

const PYTHON: Fates = {
  "-c": "read by the command",
  "--config": "read by the command",
  "-s": "server",
  "-p": "serverPort",
  "-k": "password",
  "-m": "method",
  "-t": "timeoutSeconds",
  "--pid-file": "pidFile",
  "--log-file": "logFile",
  "-v": "logLevel debug",
  "-q": "logLevel error",
  "--version": "read by the command",
  "-h": "read by the command",
  "--help": "read by the command",
  "-a": "refused: -a is refused: one-time authentication",
  "-d": "refused: -d is refused: umbra stays in the foreground",
  "--fast-open": "warned: --fast-open is not possible on Deno",
  "--user": "refused: --user is not supported",
  "--libopenssl": "warned: --libopenssl is ignored: no outside crypto library",
  "--libmbedtls": "warned: --libmbedtls is ignored: no outside crypto library",
  "--libsodium": "warned: --libsodium is ignored: no outside crypto library",
};

const PYTHON_CLIENT: Fates = { ...PYTHON, "-b": "localAddress", "-l": "localPort" };

const SWITCHES: Readonly<Record<OtherDialect, readonly string[]>> = {
  libev: "-u -U -6 -v -h --help -A --fast-open --reuse-port --no-delay --mptcp -V".split(" "),
  rust: [
    "-u -U -6 -v -V --version -h --help -d --daemonize --single-threaded --vpn",
    "--log-without-time --no-delay --tcp-no-delay --fast-open --tcp-fast-open --mptcp",
    "--tcp-multipath",
  ].join(" ").split(" "),
  python: "-v -q -a -h --help --version --fast-open --prefer-ipv6".split(" "),
};

const NO_TUN = "refused: it is refused: a TUN device";
const NO_REDIRECTION = "refused: it is refused: the original target";

const RUST_CLIENT: Fates = {
  ...RUST,
  "-b": "localAddress",
  "--local-addr": "localAddress",
  "-l": "localPort",
  "--local-port": "localPort",
  "--protocol": "protocol",
  "-f": "tunnelTarget",
  "--forward-addr": "tunnelTarget",
  "--udp-bind-addr": "warned: --udp-bind-addr is ignored: UDP is taken where TCP is",
  "--udp-associate-addr": "associateHost",
  "--remote-dns-addr": "dnsRemoteHost",
  "--local-dns-addr": "warned: --local-dns-addr is not supported",
  "--dns-addr": "warned: --dns-addr is ignored: it is for the Android app",
  "--vpn": "warned: --vpn is ignored: it is for the Android app",
  "--stat-path": "warned: --stat-path is not supported: no file of byte counts",
  "--stat-addr": "warned: --stat-addr is not supported: no file of byte counts",
  "--tcp-redir": NO_REDIRECTION,
  "--udp-redir": NO_REDIRECTION,
  "--tun-interface-name": NO_TUN,
  "--tun-interface-address": NO_TUN,
  "--tun-interface-destination": NO_TUN,
  "--tun-device-fd-from-path": NO_TUN,
  "--fake-dns-record-expire-duration": "warned: it is not supported: names are resolved",
  "--fake-dns-ipv4-network": "warned: it is not supported: names are resolved",
  "--fake-dns-ipv6-network": "warned: it is not supported: names are resolved",
  "--fake-dns-database-path": "warned: it is not supported: names are resolved",
};

const PROGRAMS: readonly (readonly [OtherDialect, Role, Fates])[] = [
  ["libev", "local", {
    ...LIBEV_CLIENT,
    "--acl": "aclFile",
    "-S": "warned: -S is not supported: no file of byte counts",
  }],
  ["libev", "tunnel", { ...LIBEV_CLIENT, "-L": "tunnelTarget" }],
  ["libev", "server", {
    ...LIBEV,
    "-b": "warned: -b is not possible on Deno: the system's routing",
    "-d": "dns",
    "--acl": "aclFile",
    "--manager-address": "warned: --manager-address is not supported yet",
    "--nftables-sets": "warned: --nftables-sets is not supported yet",
  }],
  ["rust", "local", RUST_CLIENT],
  ["rust", "tunnel", RUST_CLIENT],
  ["rust", "server", {
    ...RUST,
    "-b": "warned: -b is not possible on Deno: the system's routing",
    "--manager-addr": "warned: --manager-addr is not supported yet",
    "--manager-address": "warned: --manager-address is not supported yet",
  }],
  ["python", "local", PYTHON_CLIENT],
  ["python", "tunnel", PYTHON_CLIENT],
  ["python", "server", {
    ...PYTHON,
    "--workers": "workers",
    "--forbidden-ip": "warned: --forbidden-ip is not supported yet",
    "--manager-address": "warned: --manager-address is not supported yet",
    "--prefer-ipv6": "ipv6First true",
  }],
];

/** A value that each rule takes. */
const SAMPLES: Readonly<Record<string, string>> = {
  server: "a.example",
  local_address: "127.0.0.1",
  tunnel_address: "a.example:80",
  udp_associate_addr: "192.0.2.1",
  remote_dns_address: "192.0.2.1",
  dns: "192.0.2.1",
  nameserver: "192.0.2.1",
  keep_alive: "15",
  plugin: "obfs-local",
  plugin_mode: "tcp_only",
  outbound_proxy: "socks5://192.0.2.1:1080",
};

for (const [dialect, role, fates] of PROGRAMS) {
  const { own, added } = flagsOfProgram(programAs(dialect, role));

  Deno.test(`programFlags() knows each flag of the ${dialect} ${role}, and what becomes of it`, () => {
    const names = own.flatMap((row) => namesOf(row).map((name) => [dashed(name), row] as const));
    assertEquals(names.map(([name]) => name).toSorted(), Object.keys(fates).toSorted());
    for (const [name, row] of names) {
      const fate = fateOf(name, row);
      const expected = fates[name]!.replace(/^(\w+): it /, `$1: ${name} `);
      assert(fate.startsWith(expected), `${name}: ${fate}`);
    }
  });

  Deno.test(`programFlags() knows which flags of the ${dialect} ${role} have a value`, () => {
    for (const row of own) {
      const names = namesOf(row).map(dashed);
      const isSwitch = names.some((name) => SWITCHES[dialect].includes(name));
      assertEquals(row.value === undefined || row.isOptional === true, isSwitch, names.join());
    }
  });

  Deno.test(`programFlags() gives no name twice to the ${dialect} ${role}`, () => {
    const names = [...own, ...added].flatMap(namesOf);
    assertEquals(names.length, new Set(names).size);
  });

  Deno.test(`programFlags() says in the help what the ${dialect} ${role} does with its flags`, () => {
    for (const row of own.filter((row) => ruleOf(row)?.kind === "value")) {
      assert(row.help.length > 0, row.long);
    }
  });
}

Deno.test("programFlags() leaves the links and lists of sslocal to our own flags", () => {
  const { added } = flagsOfProgram(programAs("rust", "local"));
  const names = added.map(({ long }) => long);
  for (
    const name of [
      "server-url",
      "online-config-url",
      "online-config-update-interval",
      "online-config-allowed-plugin",
    ]
  ) {
    assert(names.includes(name), name);
  }
});

function fateOf(name: string, row: FlagRow): string {
  if (ruleOf(row) === undefined) return "read by the command";
  const sample = row.rule === undefined ? SAMPLES[row.key!] ?? "1" : "socks";
  const words = row.value === undefined || row.isOptional ? [name] : [name, sample];
  const ledger = new Ledger();
  const said = flagSettings(
    { dialect: "umbra", ...parseWords(words, { rows: [row], elsewhere: [] }) },
    ledger,
  );
  const settings = Object.entries(said).map(([setting, { value }]) =>
    words.length === 1 ? `${setting} ${value}` : setting
  );
  // Everybody hears of secrets on a command line.
  const warnings = row.isSecret ? [] : ledger.warnings.map(({ message }) => `warned: ${message}`);
  return [...settings, ...warnings, ...failuresOf(ledger)].join(", ");
}

function failuresOf(ledger: Ledger): readonly string[] {
  try {
    ledger.settle();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ message }) => `refused: ${message}`);
  }
}
