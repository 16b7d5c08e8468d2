// Which engine carries out a method: the first of the candidates that is asked for, offers the method, and gives the
// known answers.

import type { Aead, CryptoEngine, Primitive } from "./aead.ts";
import { sameBytes } from "../net/bytes.ts";
import { CipherSuite, primitiveOf } from "./cipher_suite.ts";
import { type KnownAnswer, knownAnswerOf, LONG_BYTES, longTagOf } from "./known_answers.ts";
import { type CipherName, TAG_BYTES } from "./method_table.ts";

export interface EngineSearch {
  /** Best first; none is asked for after the one that will do. */
  readonly candidates: Iterable<CryptoEngine> | AsyncIterable<CryptoEngine>;
  /** Hears why a candidate was passed over that offers the method and cannot be trusted with it. */
  readonly passedOver: (engine: string, reason: string) => void;
}

/** What makes an engine the one: that it offers the primitive, and that what is made of it has no fault. */
export interface Demand<Suite> {
  readonly primitive: Primitive;
  readonly make: (engine: CryptoEngine) => Suite;
  /** Says why an engine cannot be used; may throw as well. */
  readonly faultOf: (engine: CryptoEngine) => Promise<string | undefined>;
}

/** `undefined` when none of the candidates will do. */
export function chooseEngine(
  cipher: CipherName,
  search: EngineSearch,
): Promise<CipherSuite | undefined> {
  return choose(search, {
    primitive: primitiveOf(cipher),
    make: (engine) => new CipherSuite(cipher, engine),
    faultOf: (engine) => checkAnswer(new CipherSuite(cipher, engine)),
  });
}

/** The first candidate without a fault; `undefined` when there is none. */
export async function choose<Suite>(
  { candidates, passedOver }: EngineSearch,
  { primitive, make, faultOf }: Demand<Suite>,
): Promise<Suite | undefined> {
  for await (const engine of candidates) {
    if (!engine.supports(primitive)) continue;
    const fault = await faultOf(engine).catch((error) =>
      error instanceof Error ? error.message : String(error)
    );
    if (fault === undefined) return make(engine);
    passedOver(engine.name, fault);
  }
  return undefined;
}

/** Why a suite cannot be used; `undefined` when it seals and opens as it should and notices a changed byte. */
export async function checkAnswer(suite: CipherSuite): Promise<string | undefined> {
  const answer = knownAnswerOf(suite.method.name);
  const aead = suite.aead(answer.key);
  try {
    return await checkShort(aead, answer) ?? await checkLong(aead, suite, answer.nonce);
  } finally {
    aead.release();
  }
}

async function checkShort(aead: Aead, answer: KnownAnswer): Promise<string | undefined> {
  const sealed = new Uint8Array(answer.sealed.length);
  await aead.seal(answer.nonce, answer.plaintext, sealed);
  if (!sameBytes(sealed, answer.sealed)) return "it seals a known message wrongly";
  // Not zeros, which are a known message.
  const opened = new Uint8Array(answer.plaintext.length).fill(0xff);
  const isOpened = await aead.open(answer.nonce, answer.sealed, opened);
  if (!isOpened || !sameBytes(opened, answer.plaintext)) return "it does not open a known message";
  sealed[0]! ^= 1;
  if (await aead.open(answer.nonce, sealed, opened)) return "it opens a forged message";
  return undefined;
}

async function checkLong(
  aead: Aead,
  { method }: CipherSuite,
  nonce: Uint8Array,
): Promise<string | undefined> {
  const sealed = new Uint8Array(LONG_BYTES + TAG_BYTES);
  await aead.seal(nonce, new Uint8Array(LONG_BYTES), sealed);
  if (!sameBytes(sealed.subarray(LONG_BYTES), longTagOf(method.name))) {
    return "it seals a long message wrongly";
  }
  const opened = new Uint8Array(LONG_BYTES).fill(0xff);
  const isOpened = await aead.open(nonce, sealed, opened);
  return isOpened && sameBytes(opened, new Uint8Array(LONG_BYTES))
    ? undefined
    : "it does not open a long message";
}
