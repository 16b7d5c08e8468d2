// What there is to say about flags of other programs for which no configuration has a key.

import { applyRule, noEffect, type PlainRule, refused } from "../config/key_rule.ts";
import { TOP_LEVEL_KEYS } from "../config/key_table.ts";

export const NO_ANDROID = noEffect("is ignored: it is for the Android app");

export const NO_STATISTICS_FILE = noEffect("is not supported: no file of byte counts is written");

export const NO_REDIRECTION = refused(
  "is refused: the original target of a redirected connection cannot be asked for on Deno",
  "let the applications use the proxy: SOCKS5 or HTTP, on the one port",
);

export const NO_TUN = refused(
  "is refused: a TUN device cannot be driven from Deno",
  "let the applications use the proxy: SOCKS5 or HTTP, on the one port",
);

export const NO_FAKE_DNS = noEffect("is not supported: names are resolved by the server anyway");

export const ALWAYS_TOLD = noEffect("is ignored: each line of the log has its time");

export const NO_LOG_FILE = noEffect(
  "is ignored: there is no file that describes the log",
  "use --log-level, --log-format and --log-file",
);

export const NO_LOCAL_DNS = noEffect("is not supported: every question goes through the server");

export const NO_UDP_ADDRESS = noEffect(
  "is ignored: UDP is taken where TCP is, a SOCKS5 client is told on which port",
);

/** libev's `-f`: its start scripts wait for the file, not for the end of the program that they start. */
export const PID_FILE_IN_FOREGROUND: PlainRule = {
  kind: "value",
  read: (given, ledger) => {
    applyRule(IN_FOREGROUND, given, ledger);
    return applyRule(ruleOfKey("pid_file"), given, ledger);
  },
};

const IN_FOREGROUND = noEffect(
  "writes the process id, but umbra stays in the foreground",
  'write "Type=simple" in a systemd unit, or "&" behind the command in a script',
);

/** `--protocol` of sslocal: what it cannot be here is refused, where a file is only warned about. */
export const PROTOCOL: PlainRule = {
  kind: "value",
  read: (given, ledger) =>
    applyRule(OTHER_PROTOCOLS.get(String(given.raw)) ?? ruleOfKey("protocol"), given, ledger),
};

const INSTEAD_OF_DNS = "use --dns-listen HOST:PORT, which answers beside the proxy";

const OTHER_PROTOCOLS: ReadonlyMap<string, PlainRule> = new Map([
  ["redir", NO_REDIRECTION],
  ["tun", NO_TUN],
  ["dns", refused("is refused: dns alone is not served", INSTEAD_OF_DNS)],
  ["fake-dns", refused("is refused: addresses are never made up", INSTEAD_OF_DNS)],
]);

function ruleOfKey(key: string): PlainRule {
  const rule = TOP_LEVEL_KEYS.get(key);
  if (rule?.kind === "value" || rule?.kind === "judged") return rule;
  throw new Error(`Cannot take a flag for ${key}: it is no key with a value`);
}
