import { assertEquals } from "@std/assert";
import { alteredEngine } from "../../tests/support/altered_engine.ts";
import { ENGINES, NODE } from "../../tests/support/cipher_suites.ts";
import { StrictEngine } from "../../tests/support/strict_engine.ts";
import type { CryptoEngine } from "./aead.ts";
import type { BlockCipher } from "./block_cipher.ts";
import { chooseEngine2022 } from "./choose_engine_2022.ts";
import { type Cipher2022Name, METHOD_2022_NAMES } from "./method_table.ts";

const [AES, , CHACHA] = METHOD_2022_NAMES;

for (const cipher of METHOD_2022_NAMES) {
  for (const engine of ENGINES) {
    Deno.test(`chooseEngine2022() trusts ${engine.name} with ${cipher}`, async () => {
      const strict = new StrictEngine(engine);
      const { suite, passedOver } = await choose(cipher, [strict]);
      assertEquals([suite?.engineName, suite?.method.name], [engine.name, cipher]);
      assertEquals([passedOver, strict.keys, strict.mistakes], [[], 0, []]);
    });
  }
}

Deno.test("chooseEngine2022() says nothing of an engine that does not offer the method", async () => {
  const unable = changed({ supports: () => false });
  assertEquals(await choose(AES!, [unable]), { suite: undefined, passedOver: [] });
});

Deno.test("chooseEngine2022() passes over an engine that seals wrongly", async () => {
  const faulty = changed({
    aead: (primitive, key) => NODE.aead(primitive, key.map((byte) => byte ^ 1)),
  });
  for (const cipher of METHOD_2022_NAMES) {
    const { suite, passedOver } = await choose(cipher, [faulty, NODE]);
    assertEquals(suite?.engineName, "node");
    assertEquals(passedOver, ["faulty: it seals a known message wrongly"]);
  }
});

const BLOCK_FAULTS: readonly (readonly [string, Partial<BlockCipher>])[] = [
  ["it encrypts a known block wrongly", { encrypt: () => {} }],
  ["it decrypts a known block wrongly", { decrypt: () => {} }],
  ["no such cipher", {
    decrypt: () => {
      throw new Error("no such cipher");
    },
  }],
];

for (const [reason, fault] of BLOCK_FAULTS) {
  Deno.test(`chooseEngine2022() passes over an engine's blocks: ${reason}`, async () => {
    const faulty = changed({
      blocks: {
        of: (key) => {
          const block = NODE.blocks.of(key);
          return {
            encrypt: block.encrypt.bind(block),
            decrypt: block.decrypt.bind(block),
            ...fault,
          };
        },
      },
    });
    const { suite, passedOver } = await choose(AES!, [faulty, NODE]);
    assertEquals([suite?.engineName, passedOver], ["node", [`faulty: ${reason}`]]);
    assertEquals((await choose(CHACHA!, [faulty])).suite?.engineName, "faulty");
  });
}

function changed(changes: Partial<CryptoEngine>): CryptoEngine {
  return alteredEngine({ name: "faulty", ...changes });
}

async function choose(cipher: Cipher2022Name, candidates: readonly CryptoEngine[]) {
  const passedOver: string[] = [];
  const suite = await chooseEngine2022(cipher, {
    candidates,
    passedOver: (engine, reason) => passedOver.push(`${engine}: ${reason}`),
  });
  return { suite, passedOver };
}
