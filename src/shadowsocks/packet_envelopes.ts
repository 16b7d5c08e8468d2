// Which of the two ways a method's packets travel.

import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import type { IdentityChain } from "./identity_chain.ts";
import { LongNonceOpener, LongNonceSealer } from "./long_nonce.ts";
import type { PacketOpener, PacketSealer } from "./packet_envelope.ts";
import { SeparateOpener, SeparateSealer } from "./separate_header.ts";
import type { UserKeys } from "./user_keys.ts";

export interface PacketSealerParts {
  readonly suite: CipherSuite2022;
  /** Of a client; a server's has no identity keys. */
  readonly chain: IdentityChain;
  readonly session: Uint8Array;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
}

export function packetSealer(parts: PacketSealerParts): PacketSealer {
  return parts.suite.method.hasBlocks ? new SeparateSealer(parts) : new LongNonceSealer(parts);
}

export function packetOpener(keys: UserKeys): PacketOpener {
  return keys.suite.method.hasBlocks ? new SeparateOpener(keys) : new LongNonceOpener(keys);
}
