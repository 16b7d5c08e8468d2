// Which engine carries out a method of the 2022 edition: as choose_engine.ts, apart from it because of what it loads.

import { sameBytes } from "../net/bytes.ts";
import type { CryptoEngine } from "./aead.ts";
import { checkAnswer, choose, type EngineSearch } from "./choose_engine.ts";
import { CipherSuite } from "./cipher_suite.ts";
import { CipherSuite2022, primitiveOf2022 } from "./cipher_suite_2022.ts";
import { knownBlockOf } from "./known_answers.ts";
import { type Cipher2022Name, type CipherName, method2022 } from "./method_table.ts";

/** `undefined` when none of the candidates will do. */
export function chooseEngine2022(
  cipher: Cipher2022Name,
  search: EngineSearch,
): Promise<CipherSuite2022 | undefined> {
  return choose(search, {
    primitive: primitiveOf2022(cipher),
    make: (engine) => new CipherSuite2022(cipher, engine),
    faultOf: (engine) => findFault(cipher, engine),
  });
}

async function findFault(
  cipher: Cipher2022Name,
  engine: CryptoEngine,
): Promise<string | undefined> {
  for (const same of sameCiphers(cipher)) {
    const fault = await checkAnswer(new CipherSuite(same, engine));
    if (fault !== undefined) return fault;
  }
  const { hasBlocks, keyBytes } = method2022(cipher);
  return hasBlocks ? checkBlock(engine, keyBytes) : undefined;
}

/** The methods of AEAD-2017 that seal in the same ways, and whose answers are known. */
function sameCiphers(cipher: Cipher2022Name): readonly CipherName[] {
  switch (cipher) {
    case "2022-blake3-aes-128-gcm":
      return ["aes-128-gcm"];
    case "2022-blake3-aes-256-gcm":
      return ["aes-256-gcm"];
    case "2022-blake3-chacha20-poly1305":
      return ["chacha20-ietf-poly1305", "xchacha20-ietf-poly1305"];
  }
}

function checkBlock({ blocks }: CryptoEngine, keyBytes: number): string | undefined {
  const { key, plain, encrypted } = knownBlockOf(keyBytes);
  const block = plain.slice();
  const aes = blocks.of(key);
  aes.encrypt(block, block);
  if (!sameBytes(block, encrypted)) return "it encrypts a known block wrongly";
  aes.decrypt(block, block);
  return sameBytes(block, plain) ? undefined : "it decrypts a known block wrongly";
}
