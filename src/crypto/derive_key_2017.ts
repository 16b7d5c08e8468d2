// The keys of SIP004 by node:crypto.

import { type KeyDerivation, stretchPassword, SUBKEY_INFO } from "./key_derivation.ts";

// As in node_engine.ts: not before somebody needs it, in the bundle as well.
const { createHash, hkdfSync } = await import("node:crypto");

export function masterKeyOf(password: string, bytes: number): Uint8Array {
  return stretchPassword(password, bytes, (input) => createHash("md5").update(input).digest());
}

export function subkeyOf(masterKey: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha1", masterKey, salt, SUBKEY_INFO, masterKey.length));
}

export const NODE_DERIVATION: KeyDerivation = { masterKeyOf, subkeyOf };
