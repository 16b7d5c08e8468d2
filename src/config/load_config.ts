// All sources -> one frozen Config. Which of them wins is decided in `overlay` by their origin.

import { buildConfig } from "./build_config.ts";
import type { BuildParts } from "./build_parts.ts";
import type { Config } from "./config.ts";
import { type ConfigFile, readConfigFile } from "./config_file.ts";
import { DEFAULT_SETTINGS, type Role } from "./default_settings.ts";
import {
  expandVariables,
  PASSWORD_VARIABLE,
  passwordFromEnvironment,
  variableOf,
} from "./environment.ts";
import { UnreadableError } from "./outside.ts";
import { ConfigError } from "./problem.ts";
import { Secret } from "./secret.ts";
import { overlay, type Settings } from "./settings.ts";
import { linksFromEnvironment } from "./share_link_environment.ts";
import type { TextParser } from "./text_parser.ts";

export interface Sources {
  readonly flags: Settings;
  /** The path of the configuration file. */
  readonly file: string | undefined;
  /** Of that file; JSON where nobody says otherwise. */
  readonly parse?: TextParser;
  /** Environment variables that may hold the password, the strongest last; where nobody says otherwise our own. */
  readonly passwordVariables?: readonly string[];
}

/** What the user has said, in a file, in the environment and on the command line. Throws a ConfigError. */
export function readSources(
  { flags, file, parse, passwordVariables = [PASSWORD_VARIABLE] }: Sources,
  parts: BuildParts,
): Settings {
  const environment = passwordVariables
    .map((variable) => passwordFromEnvironment(variable, parts.outside, parts.ledger))
    .reduce(overlay, {});
  const written = file === undefined ? {} : readFile({ name: file, parse }, parts);
  const linked = overlay(written, linksFromEnvironment(parts.outside, parts.ledger));
  const merged = overlay(overlay(linked, environment), flags);
  const said = expandVariables(merged, parts.outside, parts.ledger);
  // What was mistyped would be missing below, and be told of twice.
  parts.ledger.settle();
  return said;
}

/** The Config of a role, complete and frozen. Throws a ConfigError with everything that is wrong. */
export function completeConfig(role: Role, said: Settings, parts: BuildParts): Config {
  const config = buildConfig(role, overlay(DEFAULT_SETTINGS[role], said), parts);
  parts.ledger.settle();
  if (config === undefined) throw new Error("Cannot build a Config: nobody has said why");
  return deepFreeze(config);
}

function readFile(
  { name, parse }: Pick<ConfigFile, "name" | "parse">,
  { outside, ledger }: BuildParts,
): Settings {
  try {
    const { text, mode } = outside.readFile(name);
    const settings = readConfigFile({ name, text, parse }, ledger);
    if (mode !== null && (mode & WORLD_READABLE) !== 0 && holdsSecret(settings)) {
      ledger.warn({
        message: `${name} holds a password and can be read by everyone`,
        hint: `chmod 600 ${name}`,
        where: undefined,
      });
    }
    return settings;
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const problem = { message: `${name} ${error.message}`, hint: error.hint, where: undefined };
    throw new ConfigError([problem]);
  }
}

const WORLD_READABLE = 0o004;

/** Wherever it is: in a list, in a URL; what stands for a variable is none. */
function holdsSecret(part: unknown): boolean {
  if (part instanceof Secret) return part.reveal() !== "" && variableOf(part) === undefined;
  return typeof part === "object" && part !== null && Object.values(part).some(holdsSecret);
}

function deepFreeze<T extends object>(whole: T): T {
  for (const part of Object.values(whole)) {
    if (typeof part === "object" && part !== null) deepFreeze(part);
  }
  return Object.freeze(whole);
}
