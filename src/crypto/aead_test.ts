// The Aead contract, kept by every method on every engine.

import { assert, assertEquals } from "@std/assert";
import { nameOf, SUITES } from "../../tests/support/cipher_suites.ts";
import { referenceSeal, referenceSubkey } from "../../tests/support/reference_stream.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { vectorCases } from "../../tests/support/vector_file.ts";
import type { Aead } from "./aead.ts";
import { type CipherName, TAG_BYTES } from "./method_table.ts";

interface SealedCase {
  readonly name: string;
  readonly method: CipherName;
  readonly key: string;
  readonly nonce: string;
  readonly plaintext: string;
  readonly sealed: string;
}

const VECTORS = [
  ...vectorCases<SealedCase>("crypto/aes_gcm.json", 9),
  ...vectorCases<SealedCase>("crypto/chacha20_poly1305.json", 2),
];

/** Around a block, around where MixedEngine changes over, and around the longest record. */
const LENGTHS = [0, 1, 2, 15, 16, 17, 1440, 2031, 2032, 2033, 2047, 2048, 2049, 0x3ffe, 0x3fff];

for (const suite of SUITES) {
  const { method } = suite;
  const key = testBytes(method.keyBytes);
  const nonce = testBytes(method.nonceBytes);

  for (const vector of VECTORS.filter((vector) => vector.method === method.name)) {
    Deno.test(`Aead gives the known answer of ${vector.name} for ${nameOf(suite)}`, async () => {
      const aead = suite.aead(Uint8Array.fromHex(vector.key));
      const [nonce, plaintext] = [vector.nonce, vector.plaintext].map(Uint8Array.fromHex);
      const sealed = await seal(aead, nonce!, plaintext!);
      assertEquals(sealed.toHex(), vector.sealed);
      assertEquals(await open(aead, nonce!, sealed), plaintext!);
    });
  }

  Deno.test(`Aead agrees with noble at every length for ${nameOf(suite)}`, async () => {
    const aead = suite.aead(key);
    for (const length of LENGTHS) {
      const plaintext = testBytes(length);
      const expected = referenceSeal(method.name, { key, nonce, plaintext });
      assertSame(await seal(aead, nonce, plaintext), expected, `sealing ${length} bytes`);
      assertSame(await open(aead, nonce, expected), plaintext, `opening ${length} bytes`);
    }
  });

  Deno.test(`Aead.open() notices each flipped bit for ${nameOf(suite)}`, async () => {
    const aead = suite.aead(key);
    const sealed = await seal(aead, nonce, testBytes(5));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const forged = flipped(sealed, bit);
      const out = new Uint8Array(5);
      assertEquals(await aead.open(nonce, forged, out), false, `bit ${bit}`);
      assertEquals(out, new Uint8Array(5), `what bit ${bit} has spoiled is not handed out`);
    }
    assertEquals(await open(aead, nonce, sealed), testBytes(5));
  });

  Deno.test(`Aead.open() notices a flipped bit of a long message for ${nameOf(suite)}`, async () => {
    const aead = suite.aead(key);
    const sealed = await seal(aead, nonce, testBytes(4096));
    for (const bit of [0, 7, 4095 * 8, 4096 * 8, sealed.length * 8 - 1]) {
      assertEquals(await open(aead, nonce, flipped(sealed, bit)), undefined, `bit ${bit}`);
    }
  });

  Deno.test(`Aead.open() notices another nonce and key for ${nameOf(suite)}`, async () => {
    const aead = suite.aead(key);
    const sealed = await seal(aead, nonce, testBytes(5));
    for (let bit = 0; bit < nonce.length * 8; bit++) {
      assertEquals(await open(aead, flipped(nonce, bit), sealed), undefined, `nonce bit ${bit}`);
    }
    for (let bit = 0; bit < key.length * 8; bit += 37) {
      const other = suite.aead(flipped(key, bit));
      assertEquals(await open(other, nonce, sealed), undefined, `key bit ${bit}`);
    }
  });

  Deno.test(`Aead.open() gives false for a cut message for ${nameOf(suite)}`, async () => {
    const aead = suite.aead(key);
    const sealed = await seal(aead, nonce, testBytes(40));
    for (let length = TAG_BYTES; length < sealed.length; length++) {
      const cut = sealed.subarray(0, length);
      assertEquals(await open(aead, nonce, cut), undefined, `${length} of ${sealed.length} bytes`);
    }
  });

  Deno.test(`Aead.open() gives false for less than a tag for ${nameOf(suite)}`, async () => {
    const aead = suite.aead(key);
    for (let length = 0; length < TAG_BYTES; length++) {
      const opened = await aead.open(nonce, testBytes(length), new Uint8Array(0));
      assertEquals(opened, false, `${length} bytes`);
    }
  });

  Deno.test(`Aead reads its input during the call only for ${nameOf(suite)}`, async () => {
    const aead = suite.aead(key);
    const lengths = [2, 1440, 2, 4096, 2, 0x3fff, 0, 2049];
    const messages = lengths.map((length, i) => ({ plaintext: testBytes(length), nonce: at(i) }));
    const expected = messages.map((message) => referenceSeal(method.name, { key, ...message }));
    const [nonceBuffer, buffer] = [new Uint8Array(method.nonceBytes), new Uint8Array(0x8000)];

    const sealed = expected.map(({ length }) => new Uint8Array(length));
    await Promise.all(messages.map(({ plaintext, nonce }, i) => {
      nonceBuffer.set(nonce);
      buffer.set(plaintext);
      const sealing = aead.seal(nonceBuffer, buffer.subarray(0, plaintext.length), sealed[i]!);
      nonceBuffer.fill(0xee);
      buffer.fill(0xee);
      return sealing;
    }));
    sealed.forEach((bytes, i) => assertSame(bytes, expected[i]!, `message ${i} sealed`));

    const opened = messages.map(({ plaintext }) => new Uint8Array(plaintext.length));
    const results = await Promise.all(messages.map(({ nonce }, i) => {
      nonceBuffer.set(nonce);
      buffer.set(expected[i]!);
      const opening = aead.open(nonceBuffer, buffer.subarray(0, expected[i]!.length), opened[i]!);
      nonceBuffer.fill(0xee);
      buffer.fill(0xee);
      return opening;
    }));
    assertEquals(results, messages.map(() => true));
    opened.forEach((bytes, i) => assertSame(bytes, messages[i]!.plaintext, `message ${i} opened`));

    function at(count: number): Uint8Array {
      const nonce = new Uint8Array(method.nonceBytes);
      nonce[0] = count;
      return nonce;
    }
  });

  Deno.test(`Aead writes inside its output only for ${nameOf(suite)}`, async () => {
    const aead = suite.aead(key);
    for (const length of [5, 4096]) {
      const whole = new Uint8Array(length + TAG_BYTES + 2).fill(0xee);
      await aead.seal(nonce, testBytes(length), whole.subarray(1, -1));
      const expected = referenceSeal(method.name, { key, nonce, plaintext: testBytes(length) });
      assertSame(whole, Uint8Array.of(0xee, ...expected, 0xee), `sealing ${length} bytes`);
    }
  });

  Deno.test(`Aead.release() may be called twice for ${nameOf(suite)}`, async () => {
    const aead = suite.aead(key);
    for (const length of [5, 4096]) await seal(aead, nonce, testBytes(length));
    aead.release();
    aead.release();
  });

  Deno.test(`CipherSuite.aeadOfSalt() takes the salt's subkey for ${nameOf(suite)}`, async () => {
    const salt = testBytes(method.saltBytes + 1).slice(1);
    const sealed = await seal(suite.aeadOfSalt(key, salt), nonce, testBytes(9));
    const subkey = referenceSubkey(key, salt);
    const plaintext = testBytes(9);
    assertEquals(sealed, referenceSeal(method.name, { key: subkey, nonce, plaintext }));
  });
}

async function seal(aead: Aead, nonce: Uint8Array, plaintext: Uint8Array): Promise<Uint8Array> {
  const sealed = new Uint8Array(plaintext.length + TAG_BYTES);
  await aead.seal(nonce, plaintext, sealed);
  return sealed;
}

/** `undefined` when it does not open. */
async function open(
  aead: Aead,
  nonce: Uint8Array,
  sealed: Uint8Array,
): Promise<Uint8Array | undefined> {
  const plaintext = new Uint8Array(sealed.length - TAG_BYTES);
  return await aead.open(nonce, sealed, plaintext) ? plaintext : undefined;
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >>> 3]! ^= 1 << (bit & 7);
  return copy;
}

/** As assertEquals(), without its minute-long difference of long byte strings. */
function assertSame(actual: Uint8Array | undefined, expected: Uint8Array, what: string): void {
  assert(actual !== undefined && actual.toHex() === expected.toHex(), what);
}
