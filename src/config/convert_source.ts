// The text of a configuration of the family -> what can be carried over of it, server by server.

import { findMethod } from "../crypto/method_table.ts";
import { type ConfigFile, readConfigFile } from "./config_file.ts";
import { NUMBERS, SERVER_KEYS, SERVER_SPELLINGS, SPELLINGS, SWITCHES } from "./convert_keys.ts";
import { elementsOf, Luggage, membersOf, type Portable, type Written } from "./convert_luggage.ts";
import { withoutListener } from "./convert_listener.ts";
import { DEFAULT_METHOD } from "./default_settings.ts";
import { DIALECT_RULES, type DialectName } from "./dialect_rules.ts";
import { Ledger } from "./ledger.ts";
import { parseJson, type ValueNode } from "./located_json.ts";
import { ConfigError } from "./problem.ts";
import { suggestedRole } from "./suggested_role.ts";
import { parseHostMaybePort } from "./value_texts.ts";

export type Values = ReadonlyMap<string, Written>;

/** Throws a ConfigError with every value that is wrong. */
export function readPortable(file: ConfigFile, dialect: DialectName): Portable {
  const { name, text, parse = parseJson } = file;
  const ledger = new Ledger();
  const said = readConfigFile(file, ledger);
  ledger.settle();
  const root = parse({ name, text });
  const spellings = dialect === "python" ? { ...SPELLINGS, timeout: "idle_timeout" } : SPELLINGS;
  const top = asOurs({ ...defaultsOf(dialect) }, membersOf(root, name), spellings);
  // Who may use a client's port is no matter of its servers.
  const ofClient = suggestedRole(said) === "server" ? [] : ["users"];
  const shared = SERVER_KEYS.filter((key) => !ofClient.includes(key));
  return {
    servers: serversOf(without(top, ofClient), entriesOf(root, name))
      .map((values) => new Luggage(values)),
    rest: new Luggage(withoutListener(without(top, [...shared, "servers", "port_password"]))),
  };
}

/** What the program does where its file says nothing. */
function defaultsOf(dialect: DialectName): Readonly<Record<string, unknown>> {
  const { method, mode, idleSeconds } = DIALECT_RULES[dialect].defaults;
  return {
    method: method?.value ?? DEFAULT_METHOD,
    ...(mode !== undefined && { mode: mode.value }),
    ...(idleSeconds !== undefined && { idle_timeout: idleSeconds.value }),
  };
}

function asOurs(
  defaults: Readonly<Record<string, unknown>>,
  values: Values,
  spellings: Readonly<Record<string, string>>,
): Values {
  const assumed = Object.entries(defaults)
    .map(([key, raw]) => [key, { raw, subject: key, where: undefined }] as const);
  const written = [...values].map(([theirs, value]) => {
    const key = spellings[theirs] ?? theirs;
    return [key, { ...value, raw: typed(key, value.raw) }] as const;
  });
  return new Map<string, Written>([...assumed, ...written]);
}

/** As the strict parsers have it. */
function typed(key: string, raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.map((item) => typed(key, item));
  if (NUMBERS.includes(key) && typeof raw === "string" && raw !== "") return Number(raw);
  if (SWITCHES.includes(key) && typeof raw !== "boolean") {
    return raw === 1 || /^(true|1)$/.test(`${raw}`);
  }
  if (key === "method") return findMethod(String(raw)) ?? raw;
  return key === "password" ? String(raw) : raw;
}

function entriesOf(root: ValueNode, name: string): readonly Values[] {
  return ["servers", "shadowsocks"].flatMap((key) =>
    elementsOf(root, key).map((node, index) =>
      asOurs({}, membersOf(node, name, `${key}[${index}].`), SERVER_SPELLINGS)
    )
  );
}

/** One host and one port each. */
function serversOf(top: Values, entries: readonly Values[]): readonly Values[] {
  const shared = only(top, SERVER_KEYS);
  const common = without(shared, ["server", "server_port"]);
  const own = top.has("server") || entries.length === 0
    ? portsOf(shared, top.get("port_password"))
    : [];
  const all = [...own, ...entries.flatMap((entry) => eachPort(new Map([...common, ...entry])))];
  return all.flatMap(hostsOf);
}

/** As in python, `port_password` goes before `server_port` and `password`. */
function portsOf(values: Values, portPassword: Written | undefined): readonly Values[] {
  if (typeof portPassword?.raw !== "object" || portPassword.raw === null) return eachPort(values);
  return Object.entries(portPassword.raw).map(([port, password]) =>
    laid(values, {
      server_port: { ...portPassword, raw: Number(port) },
      password: { ...portPassword, raw: String(password) },
    })
  );
}

function eachPort(values: Values): readonly Values[] {
  const port = values.get("server_port") ?? DEFAULT_PORT;
  return listOf(port.raw).map((raw) => laid(values, { server_port: { ...port, raw } }));
}

const DEFAULT_PORT: Written = { raw: 8388, subject: "server_port", where: undefined };

/** A host may bring its port along. */
function hostsOf(values: Values): readonly Values[] {
  const server = values.get("server");
  if (server === undefined) return [values];
  return listOf(server.raw).map((raw) => {
    const { host, port } = parseHostMaybePort(String(raw)) ?? refuseLink(server);
    const subject = Array.isArray(server.raw) ? `${server.subject} ${raw}` : server.subject;
    return laid(values, {
      server: { ...server, subject, raw: host },
      ...(port !== undefined && { server_port: { ...server, raw: port } }),
    });
  });
}

/** All else that is no host has been refused already. */
function refuseLink({ subject, where }: Written): never {
  const hint = "umbra url decode makes a configuration of it";
  throw new ConfigError([{ message: `${subject} is a link, which holds more keys`, hint, where }]);
}

function listOf(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [raw];
}

function laid(values: Values, over: Readonly<Record<string, Written>>): Values {
  return new Map([...Object.entries(over), ...without(values, Object.keys(over))]);
}

function only(values: Values, keys: readonly string[]): Values {
  return new Map([...values].filter(([key]) => keys.includes(key)));
}

function without(values: Values, keys: readonly string[]): Values {
  return new Map([...values].filter(([key]) => !keys.includes(key)));
}
