// The Shadowsocks servers of a configuration, to reach or to be. They come as one server with several hosts and ports,
// as `port_password`, as a list of `servers`, or as all of these at once.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { KeySource, Mode, ServerEntry } from "./config.ts";
import { isCipher2022 } from "../crypto/method_table.ts";
import { relayDestinations } from "./destinations.ts";
import { chooseKey, type KeyHolder } from "./key_choice.ts";
import type { FullSettings } from "./default_settings.ts";
import type { Ledger } from "./ledger.ts";
import { chooseMethod } from "./method_choice.ts";
import { DEFAULT_ORIGIN, type Origin, outranks, type Sourced } from "./origin.ts";
import { addressOf } from "./address_of.ts";
import { choosePlugin } from "./plugin_choice.ts";
import { chooseSaltPrefix } from "./prefix_choice.ts";
import { serverUsers } from "./server_users.ts";
import { overlay, without } from "./settings.ts";

export interface EntryOptions {
  readonly holder: KeyHolder;
  /** What `umbra check` calls such an entry. */
  readonly label: string;
  /** Where nobody says what it serves. */
  readonly mode: Mode;
}

/**
 * As whoever reaches a server reads its settings. What a server can do is known to whoever runs it; it is asked for what
 * our own clients want.
 */
export const AS_CLIENT: EntryOptions = { label: "server", holder: "client", mode: "tcp_and_udp" };

/** A server, and what else was said of it. */
export interface SaidEntry {
  readonly entry: ServerEntry;
  readonly settings: FullSettings;
  /** Of its address. */
  readonly origin: Origin;
}

/** Empty where something is missing: the ledger has it. Of two that are the same, the last one counts. */
export function serverEntries(
  settings: FullSettings,
  options: EntryOptions,
  ledger: Ledger,
): readonly SaidEntry[] {
  const entries = serverGroups(settings)
    .flatMap((group) => hostGroups(group, ledger))
    .flatMap((group) => entryOf(group, options, ledger));
  return [...new Map(entries.map((said) => [identityOf(said, options), said])).values()];
}

/** A port is opened once; a server may be reached in several ways. */
function identityOf({ entry, settings }: SaidEntry, { holder }: EntryOptions): string {
  const address = formatHostPort(entry.address);
  const { name, through } = settings;
  return holder === "server" ? address : JSON.stringify([address, name?.value, through?.value]);
}

/** Settings that speak of one server, or one pool of hosts: those at the top, then those of each entry of `servers`. */
function serverGroups(settings: FullSettings): readonly FullSettings[] {
  const { server, servers } = settings;
  const listed = (servers?.value ?? [])
    .filter((entry) => entry.disabled?.value !== true)
    .map((entry) => overlay(inherited(settings), entry));
  if (listed.length === 0 || outranks(server, servers)) return [settings];
  return server === undefined || outranks(servers, server) ? listed : [settings, ...listed];
}

/** What an entry of `servers` has from the top. */
function inherited(settings: FullSettings): FullSettings {
  const { portPassword: _ports, name: _name, remarks: _remarks, ...rest } = settings;
  return rest;
}

/** One host and one port each. */
function hostGroups(group: FullSettings, ledger: Ledger): readonly HostSettings[] {
  const { server } = group;
  if (server === undefined) {
    ledger.fail({
      message: "no server is given",
      hint: 'name it with -s, or as "server" in a file (-c)',
      where: undefined,
    });
    return [];
  }
  return portGroups(group).flatMap(({ port, settings }) =>
    server.value.map((host) => ({
      settings,
      address: addressOf({ ...server, value: host }, port),
    }))
  );
}

interface HostSettings {
  readonly address: Sourced<HostPort>;
  readonly settings: FullSettings;
}

interface PortSettings {
  readonly port: Sourced<number>;
  readonly settings: FullSettings;
}

/** As in python, `port_password` goes before `server_port`, `password` and `key`. */
function portGroups(group: FullSettings): readonly PortSettings[] {
  const { portPassword, serverPort, key } = group;
  if (portPassword === undefined || outranks(serverPort, portPassword)) {
    return serverPort.value.map((port) => ({
      port: { ...serverPort, value: port },
      settings: group,
    }));
  }
  const rest = outranks(key, portPassword) ? group : without(group, "key");
  const { origin } = portPassword;
  return portPassword.value.map(({ port, password }) => ({
    port: { value: port, origin },
    settings: overlay(rest, { password: { value: password, origin } }),
  }));
}

/** One entry, or none where something is missing. */
function entryOf(
  { address, settings }: HostSettings,
  { label, mode, holder }: EntryOptions,
  ledger: Ledger,
): readonly SaidEntry[] {
  const method = chooseMethod(settings.method, settings.insecure.value, ledger);
  if (method === undefined) return [];
  const users = holder === "server" ? serverUsers(settings, method, ledger) : [];
  const destinations = holder === "server" ? relayDestinations(settings, method, ledger) : [];
  const isForUsersOnly = users.length > 0 && settings.password === undefined &&
    settings.key === undefined && !isCipher2022(method);
  const key = isForUsersOnly ? undefined : chooseKey(settings, { method, holder }, ledger);
  if (!isForUsersOnly && key === undefined) return [];
  const entry: ServerEntry = {
    address: ledger.use(label, address, formatHostPort),
    method: ledger.use("method", { ...settings.method, value: method }),
    key: key && ledger.use("key", key, showKey),
    users,
    destinations,
    saltPrefix: chooseSaltPrefix(settings, { method, holder }, ledger),
    mode: ledger.use(
      `${label} mode`,
      settings.mode ?? { value: mode, origin: DEFAULT_ORIGIN },
    ),
    packetAddress: undefined,
    ...choosePlugin(settings, ledger),
  };
  return [{ entry, settings, origin: address.origin }];
}

const KEY_WORDS = { password: "password", raw: "raw key", psk: "key" } as const;

function showKey({ kind }: KeySource): string {
  return kind === "none" ? "none" : `*** (${KEY_WORDS[kind]})`;
}
