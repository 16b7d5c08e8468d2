// The DNS front door of a local: from `dns_listen`, or from the first entry of `locals` whose protocol is "dns", as in rust.

import { formatHostPort } from "../net/address.ts";
import { addressOf } from "./address_of.ts";
import type { DnsDoor } from "./config.ts";
import type { FullSettings } from "./default_settings.ts";
import { isLoopback } from "./is_loopback.ts";
import type { Ledger } from "./ledger.ts";
import { DEFAULT_ORIGIN, outranks, problemWith, type Sourced } from "./origin.ts";
import { type HostMaybePort, overlay, type Settings } from "./settings.ts";

const DNS_PORT: Sourced<number> = { value: 53, origin: DEFAULT_ORIGIN };

/** Of an entry of `locals`. */
export function isDnsDoor({ protocol }: Settings): boolean {
  return protocol?.value === "dns";
}

/** `undefined` when nobody has asked for one. */
export function dnsDoor(settings: FullSettings, ledger: Ledger): DnsDoor | undefined {
  const entries = (settings.locals?.value ?? [])
    .filter((entry) => isDnsDoor(entry) && entry.disabled?.value !== true);
  const [entry, ...others] = entries;
  for (const { protocol } of others) {
    ledger.warn(problemWith(protocol!.origin, "is left out: one DNS front door at a time for now"));
  }
  const host = listenHost(settings, entry);
  if (host === undefined) return undefined;
  const own = entry === undefined ? settings : overlay(settings, entry);
  const listen = ledger.use(
    "dns_listen",
    addressOf(host, entry?.localPort ?? DNS_PORT),
    formatHostPort,
  );
  warnOfStrangers(host, ledger);
  const remote = addressOf(own.dnsRemoteHost, own.dnsRemotePort);
  return { listen, remote: ledger.use("remote_dns", remote, formatHostPort) };
}

function listenHost(
  { dnsListen, localAddress }: FullSettings,
  entry: Settings | undefined,
): Sourced<HostMaybePort> | undefined {
  if (entry === undefined || outranks(dnsListen, entry.protocol)) return dnsListen;
  return entry.localAddress ?? localAddress;
}

function warnOfStrangers(
  { value: { host }, origin }: Sourced<HostMaybePort>,
  ledger: Ledger,
): void {
  if (isLoopback(host)) return;
  ledger.warn(problemWith(
    origin,
    "has DNS questions of everyone answered who can reach it",
    "listen on 127.0.0.1 if it is for this machine alone",
  ));
}
