// Who may use `umbra local`: from the settings, or from the files in which shadowsocks-rust keeps users.
//
//   SOCKS5  {"password": {"users": [{"user_name": "...", "password": "..."}]}}
//   HTTP    {"basic":    {"users": [{"user_name": "...", "password": "..."}]}}

import * as v from "valibot";
import type { BuildParts } from "./build_parts.ts";
import type { ProxyUser } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { nodeAt, parseJson, placeOf, plainValue, type TextFile } from "./located_json.ts";
import { readNamedFile } from "./named_file.ts";
import { problemWith, type Sourced } from "./origin.ts";
import { Secret } from "./secret.ts";
import type { Settings } from "./settings.ts";
import { CREDENTIAL } from "./value_schemas.ts";

const EXAMPLE = 'for example {"password": {"users": [{"user_name": "me", "password": "..."}]}}';

const USERS = v.object({
  users: v.array(v.object({ user_name: CREDENTIAL, password: CREDENTIAL })),
});
const AUTH_FILE = v.object({ password: v.optional(USERS), basic: v.optional(USERS) });

export function proxyUsers(
  { users, socksAuthFile, httpAuthFile }: Settings,
  parts: BuildParts,
): readonly ProxyUser[] {
  const own = users === undefined ? [] : parts.ledger.use("users", users, showUsers);
  const files = [socksAuthFile, httpAuthFile].filter((path) => path !== undefined);
  return [...own, ...files.flatMap((path) => usersOfFile(path, parts))];
}

function usersOfFile(path: Sourced<string>, parts: BuildParts): readonly ProxyUser[] {
  const text = readNamedFile(path, parts);
  if (text === undefined) return [];
  const { ledger } = parts;
  const value = parseAuthFile({ name: path.value, text }, ledger);
  // Nobody named must not come to mean that everybody may.
  if (value.length === 0) {
    ledger.fail(problemWith(path.origin, "names a file without users", EXAMPLE));
  }
  return ledger.use("users", { value, origin: path.origin }, showUsers);
}

function parseAuthFile(file: TextFile, ledger: Ledger): readonly ProxyUser[] {
  const root = parseJson(file);
  const result = v.safeParse(AUTH_FILE, plainValue(root), { abortEarly: true });
  if (!result.success) {
    const path = result.issues[0].path?.map((item) => item.key as string | number) ?? [];
    ledger.fail({
      message: `${path.at(-1) ?? "the file"} is not as an auth file has it`,
      hint: EXAMPLE,
      where: placeOf(file.name, nodeAt(root, path)),
    });
    return [];
  }
  const { password, basic } = result.output;
  return [...password?.users ?? [], ...basic?.users ?? []]
    .map((user) => ({ name: user.user_name, password: new Secret(user.password) }));
}

function showUsers(users: readonly ProxyUser[]): string {
  return users.map(({ name }) => `${name}:***`).join(", ");
}
