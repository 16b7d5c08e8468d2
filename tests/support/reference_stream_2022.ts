// Streams of the 2022 edition (SIP022, SIP023) made and taken apart by other means than ours: noble's ciphers, BLAKE3
// with a hash object each time, headers spelled out byte by byte. Slow and plain, so that it can be checked by reading.

import { ecb, gcm } from "@noble/ciphers/aes.js";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { blake3 } from "@noble/hashes/blake3.js";
import type { Cipher2022Name } from "../../src/crypto/method_table.ts";
import { concatBytes } from "../../src/net/bytes.ts";

const TAG_BYTES = 16;

export interface StreamKey2022 {
  readonly method: Cipher2022Name;
  /** The user's. */
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
}

/** Salt and identity headers, then each of the pieces under the next nonce. */
export function sealStream2022(
  { method, key, salt }: StreamKey2022,
  pieces: readonly Uint8Array[],
  identity: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const subkey = sessionSubkey(key, salt);
  const sealed = pieces.map((piece, i) => cipher2022(method, subkey, nonceOf(i)).encrypt(piece));
  return concatBytes(salt, identity, ...sealed);
}

/** The pieces of a stream behind salt and identity headers; `lengthAfter` says how long the next one is. */
export function openStream2022(
  { method, key, salt }: StreamKey2022,
  sealed: Uint8Array,
  lengthAfter: (opened: readonly Uint8Array[]) => number,
): readonly Uint8Array[] {
  const subkey = sessionSubkey(key, salt);
  const opened: Uint8Array[] = [];
  for (let at = 0; at < sealed.length;) {
    const end = at + lengthAfter(opened) + TAG_BYTES;
    const nonce = nonceOf(opened.length);
    opened.push(cipher2022(method, subkey, nonce).decrypt(sealed.slice(at, end)));
    at = end;
  }
  return opened;
}

/** What stands at the end of the piece before, where every other piece is a length or ends with one. */
export function lengthAfterHeader(
  headerBytes: number,
): (opened: readonly Uint8Array[]) => number {
  return (opened) => {
    if (opened.length === 0) return headerBytes;
    if (opened.length % 2 === 0) return 2;
    const length = opened.at(-1)!;
    return length.at(-2)! << 8 | length.at(-1)!;
  };
}

/** The pieces of a request: fixed and variable header, then a length and a payload for each record. */
export function requestPieces(
  { unixSeconds, variable, type = 0 }: {
    readonly unixSeconds: number;
    readonly variable: Uint8Array;
    readonly type?: number;
  },
  ...payloads: readonly Uint8Array[]
): Uint8Array[] {
  const fixed = concatBytes(Uint8Array.of(type), u64(unixSeconds), u16(variable.length));
  return [fixed, variable, ...recordPieces(payloads)];
}

export function variableHeader(
  { address, padding, payload }: {
    readonly address: Uint8Array;
    readonly padding: number;
    readonly payload: Uint8Array;
  },
): Uint8Array {
  return concatBytes(address, u16(padding), new Uint8Array(padding), payload);
}

/** The pieces of a response: its header, the first payload, then a length and a payload for each record. */
export function responsePieces(
  { unixSeconds, requestSalt, type = 1 }: {
    readonly unixSeconds: number;
    readonly requestSalt: Uint8Array;
    readonly type?: number;
  },
  first: Uint8Array,
  ...payloads: readonly Uint8Array[]
): Uint8Array[] {
  const fixed = concatBytes(
    Uint8Array.of(type),
    u64(unixSeconds),
    requestSalt,
    u16(first.length),
  );
  return [fixed, first, ...recordPieces(payloads)];
}

/** The identity headers of a stream whose keys are these, the user's last. */
export function identityHeaders(keys: readonly Uint8Array[], salt: Uint8Array): Uint8Array {
  return concatBytes(
    ...keys.slice(0, -1).map((key, i) => {
      const subkey = derived("shadowsocks 2022 identity subkey", key, salt);
      return ecb(subkey, { disablePadding: true }).encrypt(keyHash(keys[i + 1]!));
    }),
  );
}

export function keyHash(key: Uint8Array): Uint8Array {
  return blake3(key, { dkLen: 16 });
}

export function sessionSubkey(key: Uint8Array, salt: Uint8Array): Uint8Array {
  return derived("shadowsocks 2022 session subkey", key, salt);
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff);
}

export function u64(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

function derived(what: string, key: Uint8Array, salt: Uint8Array): Uint8Array {
  const context = new TextEncoder().encode(what);
  return blake3(concatBytes(key, salt), { context, dkLen: key.length });
}

function recordPieces(payloads: readonly Uint8Array[]): Uint8Array[] {
  return payloads.flatMap((payload) => [u16(payload.length), payload]);
}

/** The little-endian count of what was sealed before. */
function nonceOf(count: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(0, count, true);
  return nonce;
}

function cipher2022(method: Cipher2022Name, key: Uint8Array, nonce: Uint8Array) {
  return method === "2022-blake3-chacha20-poly1305"
    ? chacha20poly1305(key, nonce)
    : gcm(key, nonce);
}
