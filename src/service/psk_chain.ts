// The keys of the 2022 edition as bytes. The configuration has checked that they are.

import type { KeySource } from "../config/config.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import { parsePskChain, type PskChain } from "../crypto/psk.ts";

export function pskChain(source: KeySource | undefined, { method }: CipherSuite2022): PskChain {
  const chain = source?.kind === "psk"
    ? parsePskChain(source.chain.reveal(), method.keyBytes)
    : undefined;
  if (chain === undefined || "fault" in chain) {
    throw new TypeError("Cannot encrypt without a key: the configuration was not checked");
  }
  return chain;
}
