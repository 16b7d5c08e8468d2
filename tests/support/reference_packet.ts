// AEAD-2017 packets (SIP004) made by other means than ours, and those that others have made.

import { aeadMethod } from "../../src/crypto/method_table.ts";
import type { CipherName } from "../../src/crypto/method_table.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { referenceSeal, referenceSubkey, type StreamKey } from "./reference_stream.ts";
import { vectorCases } from "./vector_file.ts";

export function sealPacket({ method, masterKey, salt }: StreamKey, body: Uint8Array): Uint8Array {
  const key = referenceSubkey(masterKey, salt);
  const nonce = new Uint8Array(aeadMethod(method).nonceBytes);
  return concatBytes(salt, referenceSeal(method, { key, nonce, plaintext: body }));
}

/** Bytes in hex. */
export interface KnownPacket {
  readonly method: CipherName;
  readonly password: string;
  readonly salt: string;
  /** An address header and a payload. */
  readonly body: string;
  /** What follows the salt. */
  readonly sealed: string;
}

export const KNOWN_PACKETS: readonly KnownPacket[] = [
  ...vectorCases<KnownPacket>("shadowsocks/packets_2017.json", 1),
  ...vectorCases<KnownPacket>("shadowsocks/libev_packets_2017.json", 5),
];
