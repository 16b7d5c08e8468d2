// The keys of SIP004 by node:crypto.

import { type KeyDerivation, SUBKEY_INFO } from "./key_derivation.ts";

// As in node_engine.ts: not before somebody needs it, in the bundle as well.
const { createHash, hkdfSync } = await import("node:crypto");

export function masterKeyOf(password: string, bytes: number): Uint8Array {
  const secret = new TextEncoder().encode(password);
  const key = new Uint8Array(Math.ceil(bytes / 16) * 16);
  let block = new Uint8Array(0);
  for (let at = 0; at < bytes; at += 16) {
    block = new Uint8Array(createHash("md5").update(block).update(secret).digest());
    key.set(block, at);
  }
  return key.subarray(0, bytes);
}

export function subkeyOf(masterKey: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha1", masterKey, salt, SUBKEY_INFO, masterKey.length));
}

export const NODE_DERIVATION: KeyDerivation = { masterKeyOf, subkeyOf };
