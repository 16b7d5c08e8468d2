// The one listener that every program has: of shadowsocks-rust's `locals` it is the only entry, if that is what stands at
// the top elsewhere. More listeners stay a list, which no other program has.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { Written } from "./convert_luggage.ts";
import { parseHostMaybePort } from "./value_texts.ts";

type Values = ReadonlyMap<string, Written>;
type Entry = Readonly<Record<string, unknown>>;

/** Keys of an entry that have a place at the top. */
const PLAIN_KEYS: readonly string[] = [
  "local_address",
  "local_port",
  "protocol",
  "mode",
  "forward_address",
  "forward_port",
];

/** `values` with the entry's values at the top. */
export function withoutListener(values: Values): Values {
  const locals = values.get("locals");
  const entry = Array.isArray(locals?.raw) && locals.raw.length === 1 ? locals.raw[0] : undefined;
  if (locals === undefined || !isPlain(entry)) return values;
  const { protocol, ...rest } = entry;
  // SOCKS and tunnels go without saying.
  const spoken = protocol === "http" ? { protocol } : {};
  const raised = Object.entries({ ...withTarget(rest), ...spoken })
    .map(([key, raw]) => [key, { ...locals, subject: `locals[0].${key}`, raw }] as const);
  return new Map([...[...values].filter(([key]) => key !== "locals"), ...raised]);
}

/** Where both of its parts are known; otherwise it stays as it is, and nobody takes it. */
function withTarget(entry: Entry): Entry {
  const { forward_address: said, forward_port: apart, ...rest } = entry;
  const { host, port = apart } = parseHostMaybePort(String(said ?? "")) ?? {};
  if (host === undefined || port === undefined) return entry;
  return { ...rest, tunnel_address: formatHostPort({ host, port: Number(port) }) };
}

function isPlain(entry: unknown): entry is Entry {
  return typeof entry === "object" && entry !== null &&
    Object.keys(entry).every((key) => PLAIN_KEYS.includes(key)) &&
    ["socks", "http", "tunnel", undefined].includes(Reflect.get(entry, "protocol") as undefined);
}

/** `tunnel_address` as shadowsocks-rust has it. */
export function asListener({ host, port }: HostPort, own: Entry): object {
  return { protocol: "tunnel", ...own, forward_address: host, forward_port: port };
}
