import { assertEquals } from "@std/assert";
import { CIPHERS, ENGINES, NODE, WEBCRYPTO } from "../../tests/support/cipher_suites.ts";
import type { Aead, CryptoEngine, Primitive } from "./aead.ts";
import { NODE_DERIVATION } from "./derive_key_2017.ts";
import { NOBLE_BLOCKS } from "./noble_blocks.ts";
import { chooseEngine } from "./choose_engine.ts";
import { CipherSuite, primitiveOf } from "./cipher_suite.ts";
import type { CipherName } from "./method_table.ts";
import { MixedEngine } from "./mixed_engine.ts";

for (const cipher of CIPHERS) {
  for (const engine of ENGINES.filter((engine) => engine.supports(primitiveOf(cipher)))) {
    Deno.test(`chooseEngine() trusts ${engine.name} with ${cipher}`, async () => {
      const { suite, passedOver } = await choose(cipher, [engine, new StubEngine("next")]);
      assertEquals(suite?.engineName, engine.name);
      assertEquals(suite?.method.name, cipher);
      assertEquals(passedOver, []);
    });
  }
}

Deno.test("chooseEngine() takes the first that will do", async () => {
  const { suite } = await choose("aes-256-gcm", [WEBCRYPTO, NODE]);
  assertEquals(suite?.engineName, "webcrypto");
});

Deno.test("chooseEngine() says nothing of an engine that does not offer the method", async () => {
  const { suite, passedOver } = await choose("aes-192-gcm", [NODE, WEBCRYPTO]);
  assertEquals(suite?.engineName, "webcrypto");
  assertEquals(passedOver, []);
});

Deno.test("chooseEngine() gives undefined when nobody offers the method", async () => {
  assertEquals((await choose("aes-192-gcm", [NODE])).suite, undefined);
  assertEquals((await choose("aes-192-gcm", [])).suite, undefined);
});

const FAULTS: readonly (readonly [what: string, reason: string, StubFaults])[] = [
  ["seals wrongly", "it seals a known message wrongly", {
    seal: (aead, nonce, plaintext, out) => {
      aead.seal(nonce, plaintext, out);
      out[0]! ^= 1;
    },
  }],
  ["leaves out the tag", "it seals a known message wrongly", {
    seal: (aead, nonce, plaintext, out) => {
      aead.seal(nonce, plaintext, out);
      out.fill(0, plaintext.length);
    },
  }],
  ["opens a forgery", "it opens a forged message", {
    open: (aead, nonce, sealed, out) => {
      aead.open(nonce, sealed, out);
      return true;
    },
  }],
  ["opens nothing", "it does not open a known message", { open: () => false }],
  ["opens wrongly", "it does not open a known message", {
    open: (aead, nonce, sealed, out) => {
      const isOpened = aead.open(nonce, sealed, out);
      out[0]! ^= 1;
      return isOpened;
    },
  }],
  ["hands out no plaintext", "it does not open a known message", {
    open: (aead, nonce, sealed, out) => aead.open(nonce, sealed, new Uint8Array(out.length)),
  }],
  ["opens nothing later", "it does not open a known message", { open: () => delay(false) }],
  ["throws when it makes a key", "no such library", {
    key: () => {
      throw new Error("no such library");
    },
  }],
  ["throws when it seals", "not today", {
    seal: () => {
      throw new Error("not today");
    },
  }],
  ["throws when it opens", "not today either", {
    open: () => {
      throw new Error("not today either");
    },
  }],
  ["throws later", "too late", { seal: () => Promise.reject(new Error("too late")) }],
  ["throws no Error", "what", {
    open: () => {
      throw "what";
    },
  }],
];

for (const [what, reason, faults] of FAULTS) {
  for (const cipher of ["aes-128-gcm", "xchacha20-ietf-poly1305"] as const) {
    Deno.test(`chooseEngine() passes over an engine that ${what} with ${cipher}, and says so`, async () => {
      const { suite, passedOver } = await choose(cipher, [new StubEngine("stub", faults), NODE]);
      assertEquals(suite?.engineName, "node");
      assertEquals(passedOver, [`stub: ${reason}`]);
    });
  }

  Deno.test(`chooseEngine() releases the key of an engine that ${what}`, async () => {
    const stub = new StubEngine("stub", faults);
    await choose("aes-128-gcm", [stub]);
    assertEquals(stub.released, stub.made);
  });
}

Deno.test("chooseEngine() looks at what a mixed engine does with long messages", async () => {
  const [, , faults] = FAULTS[0]!;
  const mixed = new MixedEngine({ short: NODE, long: new StubEngine("stub", faults) });
  const { suite, passedOver } = await choose("aes-128-gcm", [mixed, NODE]);
  assertEquals(suite?.engineName, "node");
  assertEquals(passedOver.length, 1);
});

Deno.test("chooseEngine() gives undefined when nobody can be trusted", async () => {
  const stub = new StubEngine("stub", { open: () => true });
  const { suite, passedOver } = await choose("aes-128-gcm", [stub, stub]);
  assertEquals(suite, undefined);
  assertEquals(passedOver.length, 2);
});

async function choose(cipher: CipherName, candidates: readonly CryptoEngine[]) {
  const passedOver: string[] = [];
  const suite: CipherSuite | undefined = await chooseEngine(cipher, {
    candidates,
    passedOver: (engine, reason) => passedOver.push(`${engine}: ${reason}`),
  });
  return { suite, passedOver };
}

function delay<T>(value: T): Promise<T> {
  return Promise.resolve(value);
}

type Operation<T> = (aead: Aead, nonce: Uint8Array, input: Uint8Array, out: Uint8Array) => T;

interface StubFaults {
  readonly key?: () => never;
  readonly seal?: Operation<void | Promise<void>>;
  readonly open?: Operation<ReturnType<Aead["open"]>>;
}

/** The node engine with faults of the test's choice. */
class StubEngine implements CryptoEngine {
  readonly name: string;
  readonly #faults: StubFaults;
  readonly derivation = NODE_DERIVATION;
  readonly blocks = NOBLE_BLOCKS;
  made = 0;
  released = 0;

  constructor(name: string, faults: StubFaults = {}) {
    this.name = name;
    this.#faults = faults;
  }

  supports(primitive: Primitive): boolean {
    return NODE.supports(primitive);
  }

  aead(primitive: Primitive, key: Uint8Array): Aead {
    this.#faults.key?.();
    const aead = NODE.aead(primitive, key);
    const { seal, open } = this.#faults;
    this.made++;
    return {
      seal: (...args) => seal === undefined ? aead.seal(...args) : seal(aead, ...args),
      open: (...args) => open === undefined ? aead.open(...args) : open(aead, ...args),
      release: () => this.released++,
    };
  }
}
