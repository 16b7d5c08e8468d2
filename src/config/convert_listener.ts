// The one listener that every program has: of shadowsocks-rust's `locals` it is the only entry, if that is what stands at
// the top elsewhere. More listeners stay a list, which no other program has.

import { formatHostPort } from "../net/address.ts";
import type { Written } from "./convert_luggage.ts";

type Values = ReadonlyMap<string, Written>;

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
  const { forward_address: host, forward_port: port, protocol, ...rest } = entry;
  const target = host === undefined || port === undefined
    ? {}
    : { tunnel_address: formatHostPort({ host: String(host), port: Number(port) }) };
  // SOCKS and tunnels go without saying.
  const spoken = protocol === "http" ? { protocol } : {};
  const raised = Object.entries({ ...rest, ...target, ...spoken })
    .map(([key, raw]) => [key, { ...locals, subject: `locals[0].${key}`, raw }] as const);
  return new Map([...[...values].filter(([key]) => key !== "locals"), ...raised]);
}

function isPlain(entry: unknown): entry is Readonly<Record<string, unknown>> {
  return typeof entry === "object" && entry !== null &&
    Object.keys(entry).every((key) => PLAIN_KEYS.includes(key)) &&
    ["socks", "http", "tunnel", undefined].includes(Reflect.get(entry, "protocol") as undefined);
}

/** `tunnel_address` as shadowsocks-rust has it. */
export function asListener(target: string, own: Readonly<Record<string, unknown>>): object {
  const colon = target.lastIndexOf(":");
  return {
    protocol: "tunnel",
    ...own,
    forward_address: target.slice(0, colon).replace(/^\[(.*)\]$/, "$1"),
    forward_port: Number(target.slice(colon + 1)),
  };
}
