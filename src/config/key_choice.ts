// What the key comes from: a password, or a key in raw form.

import { type MethodName, methodOf } from "../crypto/method_table.ts";
import type { KeySource } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { DEFAULT_ORIGIN, outranks, problemWith, type Sourced } from "./origin.ts";
import { chooseClientKey, chooseServerKey } from "./psk_choice.ts";
import { Secret } from "./secret.ts";
import type { Settings } from "./settings.ts";

/**
 * A password is stretched by one round of MD5 only, so whoever has recorded a connection can try billions in a second.
 */
const STRONG_PASSWORD_CHARACTERS = 12;

/** Whose key it is: a server's, or a client's, which may be a chain. */
export type KeyHolder = "client" | "server";

/** `undefined`, and a problem in the ledger, when there is none. */
export function chooseKey(
  { key, password }: Settings,
  { method, holder }: { readonly method: MethodName; readonly holder: KeyHolder },
  ledger: Ledger,
): Sourced<KeySource> | undefined {
  if (method === "none") return { value: { kind: "none" }, origin: DEFAULT_ORIGIN };
  // As in libev, the key goes before the password.
  const isRaw = key !== undefined && !outranks(password, key);
  const given = isRaw ? key : password;
  if (given === undefined) {
    ledger.fail({
      message: "no password is given",
      hint: "put it in UMBRA_PASSWORD or in a file (-c); umbra genkey makes a good one",
      where: undefined,
    });
    return undefined;
  }
  const known = methodOf(method);
  if (known.family === "2022") {
    const choose = holder === "client" ? chooseClientKey : chooseServerKey;
    return choose(isRaw ? inStandardBase64(given) : given, known, ledger);
  }
  return isRaw ? rawKey(given, known.keyBytes, ledger) : passwordKey(given, ledger);
}

/** `--key` is URL-safe base64 in libev. */
function inStandardBase64({ value, origin }: Sourced<Secret>): Sourced<Secret> {
  const text = value.reveal().replaceAll("-", "+").replaceAll("_", "/");
  const padding = text.includes(":") ? "" : "=".repeat((4 - text.length % 4) % 4);
  return { value: new Secret(text + padding), origin };
}

export function passwordKey(password: Sourced<Secret>, ledger: Ledger): Sourced<KeySource> {
  if ([...password.value.reveal()].length < STRONG_PASSWORD_CHARACTERS) {
    ledger.warn(problemWith(
      password.origin,
      `is shorter than ${STRONG_PASSWORD_CHARACTERS} characters: it can be guessed`,
      "umbra genkey makes a strong one",
    ));
  }
  return { value: { kind: "password", password: password.value }, origin: password.origin };
}

function rawKey(
  key: Sourced<Secret>,
  keyBytes: number,
  ledger: Ledger,
): Sourced<KeySource> | undefined {
  const base64url = key.value.reveal()
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  if (decodedBytes(base64url) !== keyBytes) {
    ledger.fail(problemWith(
      key.origin,
      `must be the base64 of exactly ${keyBytes} bytes, as the method asks`,
      "umbra genkey -m METHOD makes one",
    ));
    return undefined;
  }
  return { value: { kind: "raw", base64url: new Secret(base64url) }, origin: key.origin };
}

/** How many bytes unpadded base64url stands for; `undefined` when it is none. */
function decodedBytes(base64url: string): number | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(base64url) || base64url.length % 4 === 1) return undefined;
  return Math.floor(base64url.length * 3 / 4);
}
