// An entry of `upstreams` that is a proxy: by its URL, or by its parts.

import { formatHostPort } from "../net/address.ts";
import { addressOf } from "./address_of.ts";
import type { BuildParts } from "./build_parts.ts";
import type { ProxyUser } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { type Origin, problemWith, type Sourced } from "./origin.ts";
import { PROXY_PORTS, type ProxyUrl } from "./proxy_url.ts";
import { parseUpstreamName } from "./route_schemas.ts";
import { Secret } from "./secret.ts";
import type { SettingName, Settings } from "./settings.ts";
import { tlsChoice } from "./tls_choice.ts";
import { warnOfEach } from "./unused_settings.ts";
import { type Draft, nameOf, weightsOf } from "./upstream_draft.ts";
import type { ProxyKind } from "./upstream_entry.ts";
import { isCredential } from "./value_texts.ts";

/** `undefined` where something is missing: the ledger has it. */
export function proxyDraft(said: Settings, place: Origin, parts: BuildParts): Draft | undefined {
  const { ledger } = parts;
  const proxy = said.proxyUrl ?? proxyOfParts(said, place, ledger);
  if (proxy === undefined) return undefined;
  warnOfEach(OF_SERVERS, "is for Shadowsocks servers", { said, ledger });
  if (said.proxyUrl !== undefined) {
    warnOfEach(OF_PARTS, "is ignored: there is a url beside it", { said, ledger });
  } else if (said.userName === undefined) {
    warnOfEach(["password"], "is ignored: there is no username beside it", { said, ledger });
  }
  return draftOfUrl(proxy, said, parts);
}

/** `said`: what else there is to it. */
function draftOfUrl(
  { value, origin }: Sourced<ProxyUrl>,
  said: Settings,
  parts: BuildParts,
): Draft {
  const { kind, address, user } = value;
  refuseUnfitUser(value, origin, parts.ledger);
  const ownName = value.name === undefined ? undefined : parseUpstreamName(value.name);
  return {
    name: nameOf(said) ?? ownName ?? formatHostPort(address),
    isNamed: true,
    through: said.through,
    body: { kind, address, user, tls: tlsChoice(kind, said, parts), weights: weightsOf(said) },
    origin,
  };
}

const OF_SERVERS: readonly SettingName[] = ["method", "key", "saltPrefix", "mode", "plugin"];
const OF_PARTS: readonly SettingName[] = [
  "upstreamKind",
  "server",
  "serverPort",
  "userName",
  "password",
];

function proxyOfParts(
  { upstreamKind, server, serverPort, userName, password }: Settings,
  place: Origin,
  ledger: Ledger,
): Sourced<ProxyUrl> | undefined {
  const [host] = server?.value ?? [];
  const kind = upstreamKind?.value;
  if (kind === undefined || kind === "shadowsocks" || server === undefined || host === undefined) {
    ledger.fail(problemWith(
      place,
      "has neither a url nor a type and a server",
      'for example {"url": "socks5://192.0.2.1:1080"}',
    ));
    return undefined;
  }
  const port = serverPort?.value[0] ?? PROXY_PORTS[kind];
  const origin = { ...server.origin, subject: place.subject };
  const { value: address } = addressOf({ value: host, origin }, { value: port, origin });
  return { value: { kind, address, user: userOf(userName, password), name: undefined }, origin };
}

function userOf(
  name: Sourced<string> | undefined,
  password: Sourced<Secret> | undefined,
): ProxyUser | undefined {
  if (name === undefined) return undefined;
  return { name: name.value, password: password?.value ?? new Secret("") };
}

function refuseUnfitUser({ kind, user }: ProxyUrl, origin: Origin, ledger: Ledger): void {
  const fault = user && faultOf(kind, [user.name, user.password.reveal()]);
  if (fault !== undefined) ledger.fail(problemWith(origin, ...fault));
}

type Fault = readonly [predicate: string, hint: string];

function faultOf(kind: ProxyKind, [name, password]: readonly [string, string]): Fault | undefined {
  // deno-lint-ignore no-control-regex -- they would end the field, or the line
  if (/[\x00-\x1f\x7f]/.test(name + password)) {
    return ["has a control character in its user or password", "write them in one line"];
  }
  switch (kind) {
    case "socks4":
    case "socks4a":
      return password === "" ? undefined : SOCKS4_PASSWORD;
    case "socks5":
      return [name, password].every(isCredential) ? undefined : SOCKS5_LENGTH;
    case "http":
    case "https":
      return name.includes(":") ? HTTP_COLON : undefined;
  }
}

const SOCKS4_PASSWORD: Fault = ["has a password, which SOCKS4 has no room for", "leave it out"];
const SOCKS5_LENGTH: Fault = [
  "has a user whose name or password is not 1 to 255 bytes long, as SOCKS5 asks",
  "give both, or leave both out",
];
const HTTP_COLON: Fault = [
  "has a colon in its user's name, where HTTP ends it",
  "what stands after the first colon is the password",
];
