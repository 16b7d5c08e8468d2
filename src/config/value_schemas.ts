// What a single value may look like. As in the libev parser, a number may stand in quotes and a text without them, so
// a value is read as text first; and where a list is taken, one item will do. The messages complete the sentence
// "server_port ...".

import * as v from "valibot";
import { type HostPort, parsePort } from "../net/address.ts";
import type { AllowPrivate, ProxyUser, WorkerChoice } from "./config.ts";
import { type DnsChoice, parseDnsChoice } from "./dns_choice.ts";
import { Secret } from "./secret.ts";
import type { HostMaybePort, PortPassword, RelayDestination } from "./settings.ts";
import {
  isCredential,
  parseCidr,
  parseHostMaybePort,
  parseNumber,
  parseSwitch,
  parseTarget,
  parseUser,
} from "./value_texts.ts";

export type Schema<T> = v.GenericSchema<unknown, T>;

const SECONDS_PER_YEAR = 31_536_000;

export const TEXT: Schema<string> = textAs(
  (text) => text === "" ? undefined : text,
  "must be a text, and not an empty one",
);

const QUOTED = "must be a text in quotes";
// A long number would lose digits on its way into a text. (Valibot's own messages would show the value.)
export const SECRET: Schema<Secret> = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger(QUOTED))], QUOTED),
  v.transform((raw) => new Secret(String(raw))),
  v.check((secret) => secret.reveal() !== "", "must not be empty"),
);

export const BYTES: Schema<string> = textAs(
  (text) => [...text].every((character) => character <= "\xff") ? text : undefined,
  "must be characters up to U+00FF, each of which stands for a byte",
);

export const PORT: Schema<number> = textAs(parsePort, "must be a port from 1 to 65535");
export const PORTS: Schema<readonly number[]> = listOf(PORT);
export const SECONDS: Schema<number> = textAs(
  (text) => parseNumber(text, { min: Number.MIN_VALUE, max: SECONDS_PER_YEAR }),
  "must be a number of seconds above 0",
);
export const SECONDS_OR_ZERO: Schema<number> = textAs(
  (text) => parseNumber(text, { min: 0, max: SECONDS_PER_YEAR }),
  "must be a number of seconds, 0 or more",
);
export const COUNT: Schema<number> = textAs(
  (text) => wholeNumber(text, 1_000_000),
  "must be a whole number from 1 to 1000000",
);

/** More than any machine gains from; each has a heap of its own. */
const MAX_WORKERS = 256;
export const WORKERS: Schema<WorkerChoice> = textAs(
  (text) => text === "auto" ? text : wholeNumber(text, MAX_WORKERS),
  `must be auto or a whole number from 1 to ${MAX_WORKERS}`,
);

export const SWITCH: Schema<boolean> = wordAs(parseSwitch, "must be true or false");
/** The rust dialect gives the seconds between probes, ours says whether to probe. */
export const KEEP_ALIVE: Schema<boolean> = wordAs(
  (text) => parseSwitch(text) ?? (Number(text) > 0 ? true : undefined),
  "must be true, false or a number of seconds",
);

export const HOST: Schema<HostMaybePort> = textAs(
  parseHostMaybePort,
  "must be a host name or an IP address, with or without a port",
);
export const HOSTS: Schema<readonly HostMaybePort[]> = listOf(HOST);
/** A port alone is that of every address of both families, as in Go. */
export const LISTEN_ADDRESS: Schema<HostPort> = textAs(
  (text) => parseTarget(text.startsWith(":") ? `[::]${text}` : text),
  "must be an address and a port from 1 to 65535",
);
export const TARGET: Schema<HostPort> = textAs(parseTarget, "must be host:port");

const PORT_KEYS = 'must be ports and passwords, like {"8388": "password"}';
export const PORT_PASSWORDS: Schema<readonly PortPassword[]> = v.pipe(
  v.record(
    v.pipe(v.string(), v.check((text) => parsePort(text) !== undefined, PORT_KEYS)),
    SECRET,
    PORT_KEYS,
  ),
  v.transform((ports) =>
    Object.entries(ports).map(([port, password]) => ({ port: Number(port), password }))
  ),
  v.minLength(1, PORT_KEYS),
);

export const CREDENTIAL: Schema<string> = textAs(
  (text) => isCredential(text) ? text : undefined,
  "must be 1 to 255 bytes long",
);

const USER =
  'must be user:password or {"name": "...", "password": "..."}, each 1 to 255 bytes long';
/** As a text, or as shadowsocks-rust and sing-box write them. */
export const USERS: Schema<readonly ProxyUser[]> = listOf(v.union([
  v.pipe(
    v.object({ name: CREDENTIAL, password: CREDENTIAL }),
    v.transform(({ name, password }) => ({ name, password: new Secret(password) })),
  ),
  textAs(parseUser, USER),
], USER));

const DESTINATION =
  'must be {"name": "...", "server": "...", "server_port": 8388, "password": "..."}';
/** As sing-box writes them. */
export const DESTINATIONS: Schema<readonly RelayDestination[]> = listOf(v.pipe(
  v.strictObject(
    { name: CREDENTIAL, server: HOST, server_port: PORT, password: SECRET },
    ({ expected }) => expected === "Object" ? DESTINATION : "is not known here",
  ),
  v.transform(({ name, server: { host }, server_port: port, password }) => ({
    name,
    address: { host, port },
    password,
  })),
));

export const ALLOW_PRIVATE: Schema<AllowPrivate> = v.pipe(
  listOf(wordAs(
    (text) => parseSwitch(text) ?? parseCidr(text),
    "must be true, false or address ranges such as 10.0.0.0/8",
  )),
  v.transform(toAllowPrivate),
);

/** A text, or a list of texts, as in python. */
export const DNS: Schema<DnsChoice> = v.pipe(
  listOf(TEXT),
  v.transform((items) => items.join(",")),
  parsed(parseDnsChoice, "must be addresses of DNS servers, or the name of a well-known one"),
);
export const COUNT_OR_ZERO: Schema<number> = textAs(
  (text) => /^\d+$/.test(text) ? parseNumber(text, { min: 0, max: 1_000_000 }) : undefined,
  "must be a whole number from 0 to 1000000",
);

/** One of a closed set of words; `names` maps what the dialects write to what we call it. */
export function oneOf<T extends string>(names: Readonly<Record<string, T>>): Schema<T> {
  const known = new Map(Object.entries(names));
  return wordAs(
    (text) => known.get(text.toLowerCase()),
    `must be one of ${[...new Set(known.values())].join(", ")}`,
  );
}

export function textAs<T>(parse: (text: string) => T | undefined, expectation: string): Schema<T> {
  const scalar = v.union([v.string(), v.number()], expectation);
  return v.pipe(scalar, v.transform(String), parsed(parse, expectation));
}

/** As `textAs`, where `true` and `false` are words too. */
export function wordAs<T>(parse: (text: string) => T | undefined, expectation: string): Schema<T> {
  const scalar = v.union([v.string(), v.number(), v.boolean()], expectation);
  return v.pipe(scalar, v.transform(String), parsed(parse, expectation));
}

function wholeNumber(text: string, max: number): number | undefined {
  return /^\d+$/.test(text) ? parseNumber(text, { min: 1, max }) : undefined;
}

function parsed<T>(parse: (text: string) => T | undefined, expectation: string) {
  return v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
    const value = parse(dataset.value);
    if (value !== undefined) return value;
    addIssue({ message: expectation });
    return NEVER;
  });
}

export function listOf<T>(item: Schema<T>): Schema<readonly T[]> {
  return v.pipe(
    v.unknown(),
    v.transform((raw) => Array.isArray(raw) ? raw : [raw]),
    v.array(item),
    v.minLength(1, "must name at least one"),
  );
}

function toAllowPrivate(items: readonly (string | boolean)[]): AllowPrivate {
  if (items.includes(true)) return { kind: "all" };
  const cidrs = items.filter((item) => typeof item === "string");
  return cidrs.length === 0 ? { kind: "none" } : { kind: "ranges", cidrs };
}
