// The node engine, but for what a test makes otherwise.

import type { CryptoEngine } from "../../src/crypto/aead.ts";
import { NODE } from "./cipher_suites.ts";

export function alteredEngine(changes: Partial<CryptoEngine>): CryptoEngine {
  return {
    name: NODE.name,
    derivation: NODE.derivation,
    blocks: NODE.blocks,
    supports: (primitive) => NODE.supports(primitive),
    aead: (primitive, key) => NODE.aead(primitive, key),
    ...changes,
  };
}
