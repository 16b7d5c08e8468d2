import { assert, assertEquals } from "@std/assert";
import { NODE, WEBCRYPTO } from "../../tests/support/cipher_suites.ts";
import type { Aead, CryptoEngine, Primitive } from "./aead.ts";
import { NODE_DERIVATION } from "./derive_key_2017.ts";
import { NOBLE_BLOCKS } from "./noble_blocks.ts";
import { MixedEngine } from "./mixed_engine.ts";

/** The longest message that the short engine gets. */
const SHORT_BYTES = 2048;

Deno.test("MixedEngine offers what both engines offer", () => {
  const engine = new MixedEngine({ short: NODE, long: WEBCRYPTO });
  assert(engine.supports("aes-256-gcm"));
  assert(!engine.supports("aes-192-gcm"));
  assert(!new MixedEngine({ short: WEBCRYPTO, long: NODE }).supports("aes-192-gcm"));
});

Deno.test("MixedEngine is named after both engines, the one for long messages first", () => {
  assertEquals(new MixedEngine({ short: NODE, long: WEBCRYPTO }).name, "webcrypto+node");
});

Deno.test("MixedEngine gives each message to the engine of its length", async () => {
  const { engine, log } = scene();
  const aead = engine.aead("aes-128-gcm", new Uint8Array(16));
  for (const length of [SHORT_BYTES, SHORT_BYTES + 1]) {
    await aead.seal(new Uint8Array(12), new Uint8Array(length), new Uint8Array(length + 16));
    await aead.open(new Uint8Array(12), new Uint8Array(length), new Uint8Array(length - 16));
  }
  assertEquals(log, [
    "short makes a key",
    "short seals",
    "short opens",
    "long makes a key",
    "long seals",
    "long opens",
  ]);
});

Deno.test("MixedEngine makes no key for long messages when none comes", () => {
  const { engine, log } = scene();
  const aead = engine.aead("aes-128-gcm", new Uint8Array(16));
  aead.seal(new Uint8Array(12), new Uint8Array(1), new Uint8Array(17));
  aead.release();
  assertEquals(log, ["short makes a key", "short seals", "short releases"]);
});

Deno.test("MixedEngine releases both keys when both were made", async () => {
  const { engine, log } = scene();
  const aead = engine.aead("aes-128-gcm", new Uint8Array(16));
  await aead.seal(new Uint8Array(12), new Uint8Array(9999), new Uint8Array(9999 + 16));
  aead.release();
  assertEquals(log.filter((line) => line.includes("releases")), [
    "short releases",
    "long releases",
  ]);
});

function scene() {
  const log: string[] = [];
  const [short, long] = [new LoggingEngine("short", log), new LoggingEngine("long", log)];
  return { engine: new MixedEngine({ short, long }), log };
}

/** Encrypts nothing; writes down what it is asked for. */
class LoggingEngine implements CryptoEngine {
  readonly name: string;
  readonly derivation = NODE_DERIVATION;
  readonly blocks = NOBLE_BLOCKS;
  readonly #log: string[];

  constructor(name: string, log: string[]) {
    this.name = name;
    this.#log = log;
  }

  supports(): boolean {
    return true;
  }

  aead(_primitive: Primitive): Aead {
    this.#tell("makes a key");
    return {
      seal: () => this.#tell("seals"),
      open: () => {
        this.#tell("opens");
        return true;
      },
      release: () => this.#tell("releases"),
    };
  }

  #tell(what: string): void {
    this.#log.push(`${this.name} ${what}`);
  }
}
