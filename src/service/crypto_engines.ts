// The engines that this process may use for a method, best first; each is loaded once, when it is first needed.

import type { EngineChoice } from "../config/config.ts";
import type { CryptoEngine } from "../crypto/aead.ts";
import { chooseEngine } from "../crypto/choose_engine.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";
import { LibcryptoError, openLibcrypto } from "../crypto/libcrypto.ts";
import type { CipherName } from "../crypto/method_table.ts";
import { OpensslEngine } from "../crypto/openssl_engine.ts";
import type { PlaneLog } from "./plane_log.ts";
import { ServiceError } from "./service_error.ts";

type EngineName = Exclude<EngineChoice, "auto"> | "mixed";

export class CryptoEngines {
  readonly #choice: EngineChoice;
  readonly #logger: PlaneLog;
  readonly #loaded = new Map<EngineName, CryptoEngine | LibcryptoError>();

  constructor({ choice, logger }: { readonly choice: EngineChoice; readonly logger: PlaneLog }) {
    this.#choice = choice;
    this.#logger = logger;
  }

  /** The method on the best engine that gives the known answers. Rejects with a ServiceError when there is none. */
  async suite(cipher: CipherName): Promise<CipherSuite> {
    for (const name of this.#names(cipher)) {
      const engine = await this.#load(name);
      if (engine instanceof LibcryptoError) continue;
      const suite = await chooseEngine(cipher, {
        candidates: [engine],
        passedOver: (engine, reason) =>
          this.#logger.warn("engine {engine} is not used for {cipher}: {reason}", {
            engine,
            cipher,
            reason,
          }),
      });
      if (suite !== undefined) return suite;
    }
    throw this.#noEngine(cipher);
  }

  /** Frees what an engine holds outside of the collector's reach; no suite may be in use. */
  close(): void {
    for (const engine of this.#loaded.values()) {
      if (engine instanceof OpensslEngine) engine.close();
    }
    this.#loaded.clear();
  }

  /** By measurement (tests/bench). */
  #names(cipher: CipherName): readonly EngineName[] {
    if (this.#choice !== "auto") return [this.#choice];
    return cipher.includes("chacha20")
      ? ["openssl", "node", "webcrypto"]
      : ["openssl", "mixed", "webcrypto"];
  }

  async #load(name: EngineName): Promise<CryptoEngine | LibcryptoError> {
    let engine = this.#loaded.get(name);
    if (engine === undefined) this.#loaded.set(name, engine = await this.#open(name));
    return engine;
  }

  async #open(name: EngineName): Promise<CryptoEngine | LibcryptoError> {
    switch (name) {
      case "openssl":
        return this.#openOpenssl();
      case "node":
        return new (await import("../crypto/node_engine.ts")).NodeEngine();
      case "webcrypto":
        return new (await import("../crypto/webcrypto_engine.ts")).WebCryptoEngine();
      case "mixed": {
        const { MixedEngine } = await import("../crypto/mixed_engine.ts");
        const [short, long] = [await this.#load("node"), await this.#load("webcrypto")];
        return new MixedEngine({ short: short as CryptoEngine, long: long as CryptoEngine });
      }
    }
  }

  #openOpenssl(): CryptoEngine | LibcryptoError {
    try {
      return new OpensslEngine(openLibcrypto());
    } catch (error) {
      if (!(error instanceof LibcryptoError)) throw error;
      this.#logger.info("engine openssl is not used: {reason}", { reason: error.message });
      return error;
    }
  }

  #noEngine(cipher: CipherName): ServiceError {
    const missing = this.#loaded.get("openssl");
    if (this.#choice === "openssl" && missing instanceof LibcryptoError) {
      return new ServiceError(`cannot use the openssl engine: ${missing.message}`, missing.hint);
    }
    return new ServiceError(
      `the ${this.#choice} engine cannot do ${cipher} here`,
      "leave out --crypto, or choose another method",
    );
  }
}
