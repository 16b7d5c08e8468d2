// The keys of the 2022 edition: never made from a password, but base64 of exactly as many bytes as the method asks for.

import type { Method2022 } from "../crypto/method_table.ts";
import { parsePsk, parsePskChain, type PskFault } from "../crypto/psk.ts";
import type { KeySource } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { problemWith, type Sourced } from "./origin.ts";
import type { Secret } from "./secret.ts";

/** `undefined`, and a problem in the ledger, when it is none. */
export function chooseClientKey(
  password: Sourced<Secret>,
  method: Method2022,
  ledger: Ledger,
): Sourced<KeySource> | undefined {
  const chain = parsePskChain(password.value.reveal(), method.keyBytes);
  if ("fault" in chain) return refuse(password, chain, { method, ledger });
  if (chain.identityKeys.length > 0 && !method.hasBlocks) {
    ledger.fail(problemWith(
      password.origin,
      `has ${chain.identityKeys.length + 1} keys, but ${method.name} knows no identities`,
      "give one key, or use 2022-blake3-aes-256-gcm at both ends",
    ));
    return undefined;
  }
  return { value: { kind: "psk", chain: password.value }, origin: password.origin };
}

/** Of a server, or of one of its users: one key, no chain. */
export function chooseServerKey(
  password: Sourced<Secret>,
  method: Method2022,
  ledger: Ledger,
): Sourced<KeySource> | undefined {
  const text = password.value.reveal();
  if (text.includes(":")) {
    ledger.fail(problemWith(
      password.origin,
      "is a chain of keys, as a client has it",
      'a server has one key of its own, and one for each of its "users"',
    ));
    return undefined;
  }
  const key = parsePsk(text, method.keyBytes);
  if ("fault" in key) return refuse(password, key, { method, ledger });
  return { value: { kind: "psk", chain: password.value }, origin: password.origin };
}

function refuse(
  password: Sourced<Secret>,
  { fault }: PskFault,
  { method, ledger }: { readonly method: Method2022; readonly ledger: Ledger },
): undefined {
  ledger.fail(problemWith(
    password.origin,
    `${fault}: ${method.name} takes the base64 of a key, not a password`,
    `umbra genkey -m ${method.name} makes one`,
  ));
}
