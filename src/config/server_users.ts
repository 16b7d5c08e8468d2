// Who shares a server's port, each with a key of its own: with the 2022 edition by identity headers (SIP023), with
// AEAD-2017 by trying the keys.

import { isCipher2022, type MethodName, methodOf } from "../crypto/method_table.ts";
import type { KeySource, ProxyUser, ServerUser } from "./config.ts";
import { passwordKey } from "./key_choice.ts";
import type { Ledger } from "./ledger.ts";
import { type Origin, problemWith, type Sourced } from "./origin.ts";
import { chooseServerKey } from "./psk_choice.ts";
import type { Settings } from "./settings.ts";

/** Each of them may have to be tried for each new stream (AEAD-2017). */
const MAX_TRIED_USERS = 100;

/** Empty where there are none, or something is wrong with them: the ledger has it. */
export function serverUsers(
  { users }: Settings,
  method: MethodName,
  ledger: Ledger,
): readonly ServerUser[] {
  if (users === undefined) return [];
  const fault = faultOf(users.value, method);
  if (fault !== undefined) {
    ledger.fail(problemWith(users.origin, fault.predicate, fault.hint));
    return [];
  }
  const chosen = users.value.flatMap((user) => {
    const key = keyOf(user, { method, ledger, origin: users.origin });
    return key === undefined ? [] : [{ name: user.name, key }];
  });
  return ledger.use("users", { value: chosen, origin: users.origin }, showNames);
}

function faultOf(users: readonly ProxyUser[], method: MethodName) {
  const twin = duplicateOf(users);
  if (twin !== undefined) {
    return { predicate: twin, hint: "each user has a name and a key of its own" };
  }
  if (method === "none") {
    return {
      predicate: "cannot be told apart by the method none",
      hint: "use 2022-blake3-aes-256-gcm",
    };
  }
  const known = methodOf(method);
  if (known.family === "2022" && !known.hasBlocks) {
    return {
      predicate: `cannot be told apart by ${method}: it has no identity headers`,
      hint: "use 2022-blake3-aes-256-gcm at both ends",
    };
  }
  if (known.family === "2017" && users.length > MAX_TRIED_USERS) {
    return {
      predicate:
        `has ${users.length} users: with ${method} at most ${MAX_TRIED_USERS} share a port`,
      hint: "use 2022-blake3-aes-256-gcm, which finds a user at once, or several ports",
    };
  }
  return undefined;
}

/** "names alice twice", "gives bob the key of alice". */
export function duplicateOf(
  users: readonly Pick<ProxyUser, "name" | "password">[],
): string | undefined {
  const nameOfKey = new Map<string, string>();
  const names = new Set<string>();
  for (const { name, password } of users) {
    if (names.has(name)) return `names ${JSON.stringify(name)} twice`;
    const other = nameOfKey.get(password.reveal());
    if (other !== undefined) {
      return `gives ${JSON.stringify(name)} the key of ${JSON.stringify(other)}`;
    }
    names.add(name);
    nameOfKey.set(password.reveal(), name);
  }
  return undefined;
}

interface KeyParts {
  readonly method: MethodName;
  readonly ledger: Ledger;
  readonly origin: Origin;
}

function keyOf(
  { name, password }: ProxyUser,
  { method, ledger, origin }: KeyParts,
): KeySource | undefined {
  const subject = `the password of ${JSON.stringify(name)} in ${origin.subject}`;
  const sourced: Sourced<ProxyUser["password"]> = {
    value: password,
    origin: { ...origin, subject },
  };
  if (method === "none") return undefined;
  if (!isCipher2022(method)) return passwordKey(sourced, ledger).value;
  const known = methodOf(method);
  return known.family === "2022" ? chooseServerKey(sourced, known, ledger)?.value : undefined;
}

function showNames(users: readonly ServerUser[]): string {
  return users.map(({ name }) => name).join(", ");
}
