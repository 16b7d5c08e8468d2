// Passwords from the environment: UMBRA_PASSWORD or a variable of that kind, and `"password": "${NAME}"` in a file, as
// shadowsocks-rust has it.

import type { Ledger } from "./ledger.ts";
import { type Origin, outranks, problemWith, type Sourced } from "./origin.ts";
import { type Outside, UnreadableError } from "./outside.ts";
import { Secret } from "./secret.ts";
import type { Settings } from "./settings.ts";

export const PASSWORD_VARIABLE = "UMBRA_PASSWORD";

export function passwordFromEnvironment(
  variable: string,
  outside: Outside,
  ledger: Ledger,
): Settings {
  const origin: Origin = { source: "environment", subject: variable, place: undefined };
  try {
    const text = outside.takeVariable(variable);
    if (text === undefined) return {};
    if (text === "") {
      ledger.fail(problemWith(origin, "must not be empty", "umbra genkey makes a good one"));
    }
    return { password: { value: new Secret(text), origin } };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const hint = `write the password into a file (-c), or ${error.hint}`;
    ledger.warn(problemWith(origin, error.message, hint));
    return {};
  }
}

/**
 * `settings` with every `${NAME}` that stands for a password in a file replaced by the variable's value; what a flag or
 * UMBRA_PASSWORD stands in for is left alone.
 */
export function expandVariables(settings: Settings, outside: Outside, ledger: Ledger): Settings {
  const expand = (part: Settings, above?: Settings): Settings => {
    const { password } = part;
    if (password?.origin.source !== "file" || outranks(above?.password, password)) return part;
    return { ...part, password: expandPassword(password, outside, ledger) };
  };
  const ofServer = (part: Settings) => expand(part, settings);
  const { servers, upstreams } = settings;
  return {
    ...expand(settings),
    ...(servers && { servers: { ...servers, value: servers.value.map(ofServer) } }),
    ...(upstreams && {
      upstreams: { ...upstreams, value: upstreams.value.map((entry) => expand(entry)) },
    }),
  };
}

/** The variable that a password stands for. */
export function variableOf(password: Secret): string | undefined {
  return /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(password.reveal())?.[1];
}

function expandPassword(
  password: Sourced<Secret>,
  outside: Outside,
  ledger: Ledger,
): Sourced<Secret> {
  const { value, origin } = password;
  const name = variableOf(value);
  if (name === undefined) return password;
  try {
    const text = outside.takeVariable(name);
    if (text !== undefined && text !== "") return { value: new Secret(text), origin };
    ledger.fail(problemWith(
      origin,
      `names the variable ${name}, which is not set`,
      `set ${name} where umbra is started`,
    ));
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const predicate = `names the variable ${name}, which ${error.message}`;
    ledger.fail(problemWith(origin, predicate, `use UMBRA_PASSWORD instead, or ${error.hint}`));
  }
  return password;
}
