import { assertEquals } from "@std/assert";
import { ENGINES } from "../../tests/support/cipher_suites.ts";
import { referenceSeal } from "../../tests/support/reference_stream.ts";
import { vectorCases } from "../../tests/support/vector_file.ts";
import type { Aead, CryptoEngine } from "./aead.ts";
import { NODE_DERIVATION } from "./derive_key_2017.ts";
import { NOBLE_BLOCKS } from "./noble_blocks.ts";
import { hchacha20, words, XChaCha20Aead } from "./xchacha20_aead.ts";

interface HChaChaCase {
  readonly name: string;
  readonly key: string;
  readonly nonce: string;
  readonly subkey: string;
}

for (const vector of vectorCases<HChaChaCase>("crypto/hchacha20.json", 1)) {
  Deno.test(`hchacha20() gives the subkey of the draft's section ${vector.name}`, () => {
    const key = words(Uint8Array.fromHex(vector.key));
    assertEquals(hchacha20(key, Uint8Array.fromHex(vector.nonce)).toHex(), vector.subkey);
  });
}

Deno.test("words() reads little-endian words at any offset", () => {
  const bytes = Uint8Array.fromHex("ff" + "01020304" + "fffefdfc" + "ee");
  assertEquals([...words(bytes.subarray(1, 9))], [0x04030201, 0xfcfdfeff]);
  assertEquals([...words(new Uint8Array(0))], []);
});

for (const engine of ENGINES) {
  Deno.test(`XChaCha20Aead.seal() uses the whole nonce on ${engine.name}`, async () => {
    const key = new Uint8Array(32).fill(7);
    const plaintext = new Uint8Array(5);
    const aead = new XChaCha20Aead(engine, key);
    for (let at = 0; at < 24; at++) {
      const nonce = new Uint8Array(24);
      nonce[at] = 1;
      const sealed = new Uint8Array(plaintext.length + 16);
      await aead.seal(nonce, plaintext, sealed);
      const method = "xchacha20-ietf-poly1305";
      assertEquals(sealed, referenceSeal(method, { key, nonce, plaintext }));
    }
  });
}

Deno.test("XChaCha20Aead frees each message's own key, also when it is done later", async () => {
  for (const later of [false, true]) {
    const counting = new CountingEngine({ later });
    const aead = new XChaCha20Aead(counting, new Uint8Array(32));
    await aead.seal(new Uint8Array(24), new Uint8Array(1), new Uint8Array(17));
    await aead.open(new Uint8Array(24), new Uint8Array(17), new Uint8Array(1));
    assertEquals([counting.made, counting.released], [2, 2]);
  }
});

/** Encrypts nothing; counts its keys. */
class CountingEngine implements CryptoEngine {
  readonly derivation = NODE_DERIVATION;
  readonly blocks = NOBLE_BLOCKS;
  readonly name = "counting";
  readonly #later: boolean;
  made = 0;
  released = 0;

  constructor({ later }: { readonly later: boolean }) {
    this.#later = later;
  }

  supports(): boolean {
    return true;
  }

  aead(): Aead {
    this.made++;
    return {
      seal: () => this.#later ? Promise.resolve() : undefined,
      open: () => this.#later ? Promise.resolve(true) : true,
      release: () => this.released++,
    };
  }
}
