// Which engine carries out a method: the first of the candidates that is asked for, offers the method, and gives the
// known answers.

import type { CryptoEngine } from "./aead.ts";
import { CipherSuite, primitiveOf } from "./cipher_suite.ts";
import { knownAnswerOf } from "./known_answers.ts";
import type { KnownAnswer } from "./known_answers.ts";
import { TAG_BYTES } from "./method_table.ts";
import type { CipherName } from "./method_table.ts";

export interface EngineSearch {
  /** Best first. */
  readonly candidates: readonly CryptoEngine[];
  /** Hears why a candidate was passed over that offers the method and cannot be trusted with it. */
  readonly passedOver: (engine: string, reason: string) => void;
}

/** `undefined` when none of the candidates will do. */
export async function chooseEngine(
  cipher: CipherName,
  search: EngineSearch,
): Promise<CipherSuite | undefined> {
  for (const engine of search.candidates) {
    if (!engine.supports(primitiveOf(cipher))) continue;
    const suite = new CipherSuite(cipher, engine);
    const fault = await findFault(suite);
    if (fault === undefined) return suite;
    search.passedOver(engine.name, fault);
  }
  return undefined;
}

/** Why a suite cannot be used; `undefined` when it seals and opens as it should and notices a changed byte. */
async function findFault(suite: CipherSuite): Promise<string | undefined> {
  try {
    return await checkAnswer(suite, knownAnswerOf(suite.method.name));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function checkAnswer(suite: CipherSuite, answer: KnownAnswer): Promise<string | undefined> {
  const aead = suite.aead(answer.key);
  try {
    const sealed = new Uint8Array(answer.plaintext.length + TAG_BYTES);
    await aead.seal(answer.nonce, answer.plaintext, sealed);
    if (!isSame(sealed, answer.sealed)) return "it seals a known message wrongly";
    const opened = new Uint8Array(answer.plaintext.length);
    if (
      !await aead.open(answer.nonce, answer.sealed, opened) || !isSame(opened, answer.plaintext)
    ) {
      return "it does not open a known message";
    }
    sealed[0]! ^= 1;
    if (await aead.open(answer.nonce, sealed, opened)) return "it opens a forged message";
    return undefined;
  } finally {
    aead.release();
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
