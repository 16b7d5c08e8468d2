// The programs whose part this one can play, and those that it cannot.

import type { DialectName } from "../config/dialect_rules.ts";
import type { Role } from "../config/default_settings.ts";
import type { Settings } from "../config/settings.ts";
import { type DialectFlag, type ProgramFlags, programFlags } from "./dialect_flag.ts";
import { LIBEV_FLAGS } from "./dialect_libev.ts";
import { PYTHON_FLAGS } from "./dialect_python.ts";
import { RUST_FLAGS } from "./dialect_rust.ts";

export type OtherDialect = Exclude<DialectName, "umbra">;

/** A program of another family, as it is called. */
export interface Program {
  readonly name: string;
  readonly dialect: OtherDialect;
  /** Whose flags it has. */
  readonly flagsOf: Role;
  /** What it is once it is known what was said. */
  readonly roleOf: (said: Settings) => Role;
}

export interface Refusal {
  readonly message: string;
  readonly hint: string;
}

const FLAGS: Readonly<Record<OtherDialect, readonly DialectFlag[]>> = {
  libev: LIBEV_FLAGS,
  rust: RUST_FLAGS,
  python: PYTHON_FLAGS,
};

export const FAMILIES: Readonly<Record<OtherDialect, string>> = {
  libev: "shadowsocks-libev",
  rust: "shadowsocks-rust",
  python: "the Python original",
};

/** Python's programs have the names of rust's. */
const PROGRAMS: readonly Program[] = [
  { name: "ss-local", dialect: "libev", flagsOf: "local", roleOf: () => "local" },
  { name: "ss-server", dialect: "libev", flagsOf: "server", roleOf: () => "server" },
  { name: "ss-tunnel", dialect: "libev", flagsOf: "tunnel", roleOf: () => "tunnel" },
  { name: "sslocal", dialect: "rust", flagsOf: "local", roleOf: clientRole },
  { name: "ssserver", dialect: "rust", flagsOf: "server", roleOf: () => "server" },
];

const NO_REDIRECTION: Refusal = {
  message: "redirected connections cannot be served: Deno cannot ask for their original target",
  hint: "use ss-local, to which applications speak SOCKS5 or HTTP",
};

const NO_MANAGER: Refusal = {
  message: "the manager protocol is not supported yet",
  hint: 'with "port_password" in its file one ss-server serves many ports, with "users" many users',
};

const REFUSALS: ReadonlyMap<string, Refusal> = new Map([
  ["ss-redir", NO_REDIRECTION],
  ["ss-nat", NO_REDIRECTION],
  ["ss-manager", NO_MANAGER],
  ["ssmanager", NO_MANAGER],
]);

const NO_LINKS: Refusal = {
  message: "links have commands of their own here",
  hint: "umbra url, umbra share and umbra import read and write them",
};

export function findProgram(name: string): Program | undefined {
  return PROGRAMS.find((program) => program.name === name);
}

/** Of a program whose part is not played. */
export function refusalOf(name: string): Refusal {
  return REFUSALS.get(name) ?? NO_LINKS;
}

/** `umbra local --compat rust` */
export function programAs(dialect: OtherDialect, role: Role): Program {
  const known = PROGRAMS.find((program) => program.dialect === dialect && program.flagsOf === role);
  const name = `umbra ${role} --compat ${dialect}`;
  return { name, dialect, flagsOf: role, roleOf: known?.roleOf ?? (() => role) };
}

export function flagsOfProgram({ dialect, flagsOf }: Program): ProgramFlags {
  return programFlags(FLAGS[dialect], flagsOf);
}

/** sslocal is a tunnel where its protocol says so; of several listeners the first one that is served counts. */
function clientRole({ protocol, locals }: Settings): Role {
  const enabled = (locals?.value ?? []).filter(({ disabled }) => disabled?.value !== true);
  const protocols = enabled.map((entry) => entry.protocol?.value ?? "socks");
  const [first] = protocols.filter((name) => SERVED.includes(name));
  return (first ?? protocol?.value) === "tunnel" ? "tunnel" : "local";
}

const SERVED: readonly string[] = ["socks", "http", "tunnel"];
