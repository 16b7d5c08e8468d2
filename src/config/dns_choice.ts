// Which DNS servers to ask, in all the spellings of the family: `system`, the names of well-known ones, addresses with or
// without a scheme and a port, several of them separated by commas. A scheme holds for what follows it, as in rust:
// `tcp://192.0.2.1,192.0.2.2:5353`.

import { formatHostPort, type HostPort } from "../net/address.ts";
import { isIp } from "../net/ip_address.ts";
import type { NameServer } from "../net/name_server.ts";
import { parseHostMaybePort } from "./value_texts.ts";

export type DnsChoice =
  /** Those that the system has been told of. */
  | { readonly kind: "system" }
  /** At least one; asked in order. */
  | { readonly kind: "servers"; readonly servers: readonly NameServer[] };

type Scheme = NameServer["kind"];

const PORTS: Readonly<Record<Exclude<Scheme, "https">, number>> = { udp: 53, tcp: 53, tls: 853 };

/** By address, so that no other server has to be asked for theirs; the certificates hold for the addresses too. */
const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  google: ["8.8.8.8", "8.8.4.4"],
  cloudflare: ["1.1.1.1", "1.0.0.1"],
  quad9: ["9.9.9.9", "149.112.112.112"],
};
const PROVIDER = /^([a-z0-9]+?)(?:_(tls|https))?$/;

/** `undefined` when the text is no such list. */
export function parseDnsChoice(text: string): DnsChoice | undefined {
  if (text === "system") return { kind: "system" };
  const servers: NameServer[] = [];
  let scheme: Scheme = "udp";
  for (const item of text.split(",").map((item) => item.trim())) {
    const [, written, rest] = /^(\w+):\/\/(.*)$/.exec(item) ?? [undefined, undefined, item];
    if (written !== undefined && !isScheme(written)) return undefined;
    scheme = written ?? scheme;
    const named = written === undefined ? providersOf(item) : undefined;
    const server = parseServer(scheme, rest!);
    if (named !== undefined) servers.push(...named);
    else if (server !== undefined) servers.push(server);
    else return undefined;
  }
  return { kind: "servers", servers };
}

/** As `parseDnsChoice` reads it. */
export function showDnsChoice(choice: DnsChoice): string {
  if (choice.kind === "system") return "system";
  return choice.servers.map((server) =>
    server.kind === "https" ? server.url : `${server.kind}://${formatHostPort(server.address)}`
  ).join(", ");
}

function isScheme(text: string): text is Scheme {
  return text === "https" || Object.hasOwn(PORTS, text);
}

function providersOf(word: string): readonly NameServer[] | undefined {
  const [, name = "", kind = "udp"] = PROVIDER.exec(word) ?? [];
  if (!Object.hasOwn(PROVIDERS, name)) return undefined;
  // PROVIDER lets nothing else through.
  return PROVIDERS[name]!.flatMap((host) =>
    parseServer(kind as Scheme, kind === "https" ? `${host}/dns-query` : host) ?? []
  );
}

function parseServer(scheme: Scheme, text: string): NameServer | undefined {
  if (scheme === "https") return parseUrl(`https://${text}`);
  const address = addressOf(text, PORTS[scheme]);
  // TLS proves that it is the server meant; anyone could answer for the name of another.
  if (address === undefined || (scheme !== "tls" && !isIp(address.host))) return undefined;
  return { kind: scheme, address };
}

function addressOf(text: string, defaultPort: number): HostPort | undefined {
  const address = parseHostMaybePort(text);
  return address && { host: address.host, port: address.port ?? defaultPort };
}

/** A user name or a password in it would be shown where the address is. */
function parseUrl(text: string): NameServer | undefined {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return undefined;
  return { kind: "https", url: url.href };
}
