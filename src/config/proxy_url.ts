// A proxy as a URL: `socks5://user:password@host:1080#name`. What cannot stand in a URL is percent-encoded.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { ProxyUser } from "./config.ts";
import { Secret } from "./secret.ts";
import type { ProxyKind } from "./upstream_entry.ts";
import { parseHostMaybePort } from "./value_texts.ts";

export interface ProxyUrl {
  readonly kind: ProxyKind;
  readonly address: HostPort;
  readonly user: ProxyUser | undefined;
  /** Its fragment. */
  readonly name: string | undefined;
}

/** As people write them; curl's `socks5h` leaves names to the proxy, as ours does. */
export const PROXY_KINDS: Readonly<Record<string, ProxyKind>> = {
  socks5: "socks5",
  socks5h: "socks5",
  socks: "socks5",
  socks4: "socks4",
  socks4a: "socks4a",
  http: "http",
  https: "https",
};
const KINDS: ReadonlyMap<string, ProxyKind> = new Map(Object.entries(PROXY_KINDS));

/** Where a URL names none. */
export const PROXY_PORTS: Readonly<Record<ProxyKind, number>> = {
  socks4: 1080,
  socks4a: 1080,
  socks5: 1080,
  http: 80,
  https: 443,
};

/** `scheme://[user[:password]@]host[:port][/][#name]`; the last "@" ends the user. */
const URL_PARTS =
  /^([a-z0-9]+):\/\/(?:([^#]*)@)?((?:\[[^\]]*\]|[^@/?#:[\]]+)(?::\d+)?)\/?(?:#(.*))?$/i;

/** `undefined`: it is none, or of a kind that we do not know. */
export function parseProxyUrl(text: string): ProxyUrl | undefined {
  const [, scheme = "", userInfo, host = "", fragment = ""] = URL_PARTS.exec(text) ?? [];
  const kind = KINDS.get(scheme.toLowerCase());
  const place = parseHostMaybePort(host);
  if (kind === undefined || place === undefined) return undefined;
  const user = userInfo === undefined ? undefined : parseUserInfo(userInfo);
  const name = percentDecoded(fragment);
  if (user === null || name === undefined) return undefined;
  const address = { host: place.host, port: place.port ?? PROXY_PORTS[kind] };
  return { kind, address, user, name: name === "" ? undefined : name };
}

/** Without the password. */
export function showProxyUrl({ kind, address, user }: Omit<ProxyUrl, "name">): string {
  const who = user === undefined ? "" : `${encodeURIComponent(user.name)}@`;
  return `${kind}://${who}${formatHostPort(address)}`;
}

/** What was written as the name of an upstream, and is none: a URL in its place, whole or not, may hold a password. */
export function showReference(text: string): string {
  return /@|:\/\//.test(text) ? "a URL" : JSON.stringify(text);
}

/** `null`: it is none. */
function parseUserInfo(text: string): ProxyUser | null {
  const [first = "", ...rest] = text.split(":");
  const [name, password] = [percentDecoded(first), percentDecoded(rest.join(":"))];
  if (name === undefined || name === "" || password === undefined) return null;
  return { name, password: new Secret(password) };
}

/** `undefined`: it is not percent-encoded UTF-8. */
function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
