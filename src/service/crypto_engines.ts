// The engines that this process may use for a method, best first; each is loaded once, when it is first needed.

import type { EngineChoice } from "../config/config.ts";
import type { CryptoEngine } from "../crypto/aead.ts";
import { chooseEngine, type EngineSearch } from "../crypto/choose_engine.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import { LibcryptoError, openLibcrypto } from "../crypto/libcrypto.ts";
import {
  type Cipher2022Name,
  type CipherName,
  type EncryptingName,
  isCipher2022,
  type MethodName,
} from "../crypto/method_table.ts";
import { OpensslEngine } from "../crypto/openssl_engine.ts";
import type { PlaneLog } from "./plane_log.ts";
import { ServiceError } from "./service_error.ts";

/** Those that are there on every system. */
type EngineName = Exclude<EngineChoice, "auto" | "openssl"> | "mixed";

export class CryptoEngines {
  readonly #choice: EngineChoice;
  readonly #log: PlaneLog;
  readonly #loaded = new Map<EngineName, CryptoEngine>();
  #openssl: OpensslEngine | LibcryptoError | undefined;

  constructor({ choice, log }: { readonly choice: EngineChoice; readonly log: PlaneLog }) {
    this.#choice = choice;
    this.#log = log;
  }

  /** The method on the best engine that gives the known answers. Rejects with a ServiceError when there is none. */
  async suite(cipher: CipherName): Promise<CipherSuite> {
    const suite = await chooseEngine(cipher, this.#searchFor(cipher));
    if (suite === undefined) throw this.#noEngine(cipher);
    return suite;
  }

  /** As {@link suite}, of the 2022 edition, which alone loads BLAKE3. */
  async suite2022(cipher: Cipher2022Name): Promise<CipherSuite2022> {
    const { chooseEngine2022 } = await import("../crypto/choose_engine_2022.ts");
    const suite = await chooseEngine2022(cipher, this.#searchFor(cipher));
    if (suite === undefined) throw this.#noEngine(cipher);
    return suite;
  }

  /** Of the engine that carries the method out; "none" where nothing is encrypted. */
  async nameFor(method: MethodName): Promise<string> {
    if (method === "none") return "none";
    const suite = await (isCipher2022(method) ? this.suite2022(method) : this.suite(method));
    return suite.engineName;
  }

  /** Frees what an engine holds outside of the collector's reach; no suite may be in use. */
  close(): void {
    if (this.#openssl instanceof OpensslEngine) this.#openssl.close();
    this.#openssl = undefined;
    this.#loaded.clear();
  }

  #searchFor(cipher: EncryptingName): EngineSearch {
    return {
      candidates: this.#candidates(cipher),
      passedOver: (engine, reason) =>
        this.#log.warn("engine {engine} is not used for {cipher}: {reason}", {
          engine,
          cipher,
          reason,
        }),
    };
  }

  async *#candidates(cipher: EncryptingName): AsyncIterable<CryptoEngine> {
    for (const name of this.#names(cipher)) {
      if (name !== "openssl") {
        yield await this.#load(name);
        continue;
      }
      const engine = this.#openssl ??= this.#openOpenssl();
      if (engine instanceof OpensslEngine) yield engine;
    }
  }

  /** By measurement (tests/bench). */
  #names(cipher: EncryptingName): readonly (EngineName | "openssl")[] {
    if (this.#choice !== "auto") return [this.#choice];
    return cipher.includes("chacha20")
      ? ["openssl", "node", "webcrypto"]
      : ["openssl", "mixed", "webcrypto"];
  }

  async #load(name: EngineName): Promise<CryptoEngine> {
    let engine = this.#loaded.get(name);
    if (engine === undefined) this.#loaded.set(name, engine = await this.#make(name));
    return engine;
  }

  async #make(name: EngineName): Promise<CryptoEngine> {
    switch (name) {
      case "node":
        return new (await import("../crypto/node_engine.ts")).NodeEngine();
      case "webcrypto":
        return new (await import("../crypto/webcrypto_engine.ts")).WebCryptoEngine();
      case "mixed": {
        const { MixedEngine } = await import("../crypto/mixed_engine.ts");
        const [short, long] = [await this.#load("node"), await this.#load("webcrypto")];
        return new MixedEngine({ short, long });
      }
    }
  }

  #openOpenssl(): OpensslEngine | LibcryptoError {
    try {
      return new OpensslEngine(openLibcrypto());
    } catch (error) {
      if (!(error instanceof LibcryptoError)) throw error;
      this.#log.info("engine openssl is not used: {reason}", { reason: error.message });
      return error;
    }
  }

  #noEngine(cipher: EncryptingName): ServiceError {
    const missing = this.#openssl;
    if (this.#choice === "openssl" && missing instanceof LibcryptoError) {
      return new ServiceError(`cannot use the openssl engine: ${missing.message}`, missing.hint);
    }
    return new ServiceError(
      `the ${this.#choice} engine cannot do ${cipher} here`,
      "leave out --crypto, or choose another method",
    );
  }
}
