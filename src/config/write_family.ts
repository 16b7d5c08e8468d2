// A configuration as a program of the family reads it. What it has no place for stays in the luggage.

import { formatHostPort, type HostPort } from "../net/address.ts";
import { KEYS_OF_A_SERVER, SERVER_KEYS, TOP_KEYS } from "./convert_keys.ts";
import { asListener } from "./convert_listener.ts";
import type { Luggage, Portable } from "./convert_luggage.ts";
import type { DialectName } from "./dialect_rules.ts";
import { TOP_LEVEL_KEYS } from "./key_table.ts";
import { parseTarget } from "./value_texts.ts";

type Json = Record<string, unknown>;
type OneServerDialect = "libev" | "python";

/** Of a server that does not say where it listens; the other programs want to be told. */
const EVERYWHERE = { server: "0.0.0.0" };

export function writeFamily(portable: Portable, dialect: DialectName): Json {
  switch (dialect) {
    case "umbra":
      return writeUmbra(portable);
    case "rust":
      return writeRust(portable);
    case "libev":
    case "python":
      return writeOneServer(portable, dialect);
  }
}

function writeUmbra({ servers, rest }: Portable): Json {
  return { ...oneOrList(servers.map(takeKnown)), ...takeKnown(rest) };
}

function writeRust({ servers, rest }: Portable): Json {
  const entries = servers.map((server) => {
    const users = server.take("users");
    return {
      ...EVERYWHERE,
      ...server.takeAll(KEYS_OF_A_SERVER.rust),
      ...(users !== undefined && { users: [users].flat().map(userObject) }),
    };
  });
  const target = parseTarget(String(rest.peek("tunnel_address") ?? ""));
  const locals = target && [asListener(target, rest.takeAll(LISTENER_KEYS))];
  if (target !== undefined) rest.take("tunnel_address");
  const workers = rest.take("workers");
  return {
    ...oneOrList(entries),
    ...rest.takeAll(TOP_KEYS.rust),
    ...(locals && { locals }),
    ...(typeof workers === "number" &&
      { runtime: { mode: "multi_thread", worker_count: workers } }),
  };
}

const LISTENER_KEYS = { local_address: "local_address", local_port: "local_port" };

/** `me:password` of ours is an object there. */
function userObject(user: unknown): unknown {
  if (typeof user !== "string") return user;
  const [name, ...password] = user.split(":");
  return { name, password: password.join(":") };
}

/** One server stands at the top, several are a list. */
function oneOrList(servers: readonly Json[]): Json {
  const [first, ...others] = servers;
  return first !== undefined && others.length === 0 ? first : { servers };
}

function writeOneServer({ servers, rest }: Portable, dialect: OneServerDialect): Json {
  // The one mode that python has.
  if (dialect === "python" && rest.peek("mode") === "tcp_and_udp") rest.take("mode");
  const active = servers.filter((server) => server.peek("disabled") !== true);
  return { ...serversTogether(active, dialect), ...rest.takeAll(TOP_KEYS[dialect]) };
}

/** Those that differ from the first by their address alone; of python's those that differ by port and password. */
function serversTogether(servers: readonly Luggage[], dialect: OneServerDialect): Json {
  const [first] = servers;
  if (first === undefined) return {};
  const keys = KEYS_OF_A_SERVER[dialect];
  const isLike = (server: Luggage, free: readonly string[]) =>
    Object.keys(keys).every((key) => free.includes(key) || server.peek(key) === first.peek(key));
  const perPort = servers.filter((server) => isLike(server, ["server_port", "password"]));
  const passwords = new Set(perPort.map((server) => server.peek("password")));
  if (dialect === "python" && passwords.size > 1) {
    const ports = perPort.map((server) => [server.peek("server_port"), server.peek("password")]);
    const { server, method } = takenTogether(perPort, keys);
    return { server, port_password: Object.fromEntries(ports), method };
  }
  const sharers = servers.filter((server) => isLike(server, ["server", "server_port"]));
  return dialect === "libev" ? manyHosts(sharers, keys) : hostsOrPorts(sharers, keys);
}

/** As ss-local has them: `"server": ["one", "two"]`, or each with its port. */
function manyHosts(servers: readonly Luggage[], keys: Readonly<Record<string, string>>): Json {
  const addresses = servers.map(addressOf);
  const [first] = addresses;
  const havePort = addresses.every(({ port }) => port === first?.port);
  const hosts = addresses.map((address) => havePort ? address.host : formatHostPort(address));
  return {
    ...EVERYWHERE,
    ...takenTogether(servers, keys),
    ...(hosts.length > 1 && { server: hosts }),
  };
}

/** As python has them: hosts with one port, or ports of one host. */
function hostsOrPorts(servers: readonly Luggage[], keys: Readonly<Record<string, string>>): Json {
  const [first] = servers.map(addressOf);
  const samePort = servers.filter((server) => addressOf(server).port === first?.port);
  const sameHost = servers.filter((server) => addressOf(server).host === first?.host);
  const [together, key] = sameHost.length > samePort.length
    ? [sameHost, "server_port"]
    : [samePort, "server"];
  const values = together.map((server) => server.peek(key));
  return {
    ...EVERYWHERE,
    ...takenTogether(together, keys),
    ...(values.length > 1 && { [key]: values }),
  };
}

function addressOf(server: Luggage): HostPort {
  return {
    host: String(server.peek("server") ?? EVERYWHERE.server),
    port: Number(server.peek("server_port")),
  };
}

/** What the first one says; the others say the same. */
function takenTogether(
  servers: readonly Luggage[],
  keys: Readonly<Record<string, string>>,
): Json {
  return servers.map((server) => server.takeAll(keys))[0] ?? {};
}

/** Ours has a place for every key that is known. */
function takeKnown(luggage: Luggage): Json {
  const known = [...luggage.values.keys()]
    .filter((key) => TOP_LEVEL_KEYS.has(key) || SERVER_KEYS.includes(key));
  return luggage.takeAll(Object.fromEntries(known.map((key) => [key, key])));
}
