// The servers of a configuration, a client's or a server's, as links hand them around. A server's with users are as many
// links as it has users.

import { isCipher2022 } from "../crypto/method_table.ts";
import type { KeySource, ServerEntry, ServerUser } from "./config.ts";
import { DEFAULT_SETTINGS } from "./default_settings.ts";
import type { Ledger } from "./ledger.ts";
import { problemWith } from "./origin.ts";
import { withOutlinePorts } from "./outline_ports.ts";
import { Secret } from "./secret.ts";
import { AS_CLIENT, type EntryOptions, type SaidEntry, serverEntries } from "./server_entries.ts";
import { type HostMaybePort, overlay, type Settings } from "./settings.ts";
import type { LinkedServer } from "./share_link.ts";
import { suggestedRole } from "./suggested_role.ts";

/** `reachedAt`: where clients find a server that listens everywhere. What is missing or wrong goes into the ledger. */
export function linkedServers(
  said: Settings,
  ledger: Ledger,
  { reachedAt }: { readonly reachedAt?: HostMaybePort | undefined } = {},
): readonly LinkedServer[] {
  const hasUsers = suggestedRole(said) === "server" &&
    (said.users ?? said.services ?? said.accessKeys) !== undefined;
  const settings = withOutlinePorts(overlay(DEFAULT_SETTINGS.local, said), ledger);
  return serverEntries(settings, hasUsers ? AS_SERVER : AS_CLIENT, ledger)
    .map((said) => ({ ...said, entry: reached(said.entry, reachedAt) }))
    .flatMap((said) => linkedEntry(said, ledger));
}

const AS_SERVER: EntryOptions = { ...AS_CLIENT, holder: "server" };

function reached(entry: ServerEntry, at: HostMaybePort | undefined): ServerEntry {
  if (at === undefined) return entry;
  return { ...entry, address: { host: at.host, port: at.port ?? entry.address.port } };
}

function linkedEntry({ entry, settings }: SaidEntry, ledger: Ledger): readonly LinkedServer[] {
  if (["0.0.0.0", "::"].includes(entry.address.host)) {
    ledger.fail({
      message: `${entry.address.host} is where the server listens, not where clients reach it`,
      hint: "say how they do: -s example.com",
      where: settings.server?.origin.place,
    });
    return [];
  }
  const { address, method, saltPrefix } = entry;
  const common = { address, method, saltPrefix, plugin: pluginOf(entry, settings, ledger) };
  if (entry.users.length > 0) {
    return entry.users.map((user) => ({
      ...common,
      password: passwordOfUser(entry, user),
      tag: user.name,
    }));
  }
  const password = entry.key && passwordOf(entry.key);
  if (password === undefined) {
    if (settings.key !== undefined) {
      ledger.fail(problemWith(
        settings.key.origin,
        "cannot be written into a link, which has a password",
        "give the server a password",
      ));
    }
    return [];
  }
  return [{ ...common, password, tag: (settings.name ?? settings.remarks)?.value ?? "" }];
}

function passwordOf(key: KeySource): Secret | undefined {
  switch (key.kind) {
    case "password":
      return key.password;
    case "psk":
      return key.chain;
    case "none":
      return new Secret("");
    case "raw":
      return undefined;
  }
}

/** Of the 2022 edition a client gives the server's key too. */
function passwordOfUser({ method, key }: ServerEntry, user: ServerUser): Secret {
  const own = passwordOf(user.key)!.reveal();
  const isChain = isCipher2022(method) && key?.kind === "psk";
  return new Secret(isChain ? `${key.chain.reveal()}:${own}` : own);
}

/** A path is of no use on another machine. */
function pluginOf(
  { plugin }: ServerEntry,
  settings: Settings,
  ledger: Ledger,
): LinkedServer["plugin"] {
  if (plugin === undefined) return undefined;
  const name = plugin.command.replace(/^.*[/\\]/s, "");
  if (name !== plugin.command && settings.plugin !== undefined) {
    const predicate = `is a path, of which the link has the name alone: ${name}`;
    ledger.warn(problemWith(settings.plugin.origin, predicate));
  }
  return { name, options: plugin.options };
}
