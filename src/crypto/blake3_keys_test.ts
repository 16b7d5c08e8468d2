import { assertEquals } from "@std/assert";
import { blake3 } from "@noble/hashes/blake3.js";
import fc from "fast-check";
import { vectorCases } from "../../tests/support/vector_file.ts";
import { concatBytes } from "../net/bytes.ts";
import { Blake3Keys } from "./blake3_keys.ts";

interface KeyCase {
  readonly name: string;
  readonly kind: "session" | "identity" | "hash";
  readonly key: string;
  readonly salt: string;
  readonly derived: string;
}

for (const vector of vectorCases<KeyCase>("crypto/keys_2022.json", 3)) {
  Deno.test(`Blake3Keys derives ${vector.name}`, () => {
    const keys = new Blake3Keys();
    const [key, salt] = [vector.key, vector.salt].map(Uint8Array.fromHex);
    const derived = {
      session: () => keys.sessionSubkey(key!, salt!),
      identity: () => keys.identitySubkey(key!, salt!),
      hash: () => keys.keyHash(key!),
    }[vector.kind]();
    assertEquals(derived.toHex(), vector.derived);
  });
}

Deno.test("Blake3Keys derives as one hash object each would, whatever came before", () => {
  const keys = new Blake3Keys();
  const bytes = fc.constantFrom(16, 32).chain((length) =>
    fc.uint8Array({ minLength: length, maxLength: length })
  );
  const salt = fc.uint8Array({ minLength: 8, maxLength: 32 });
  fc.assert(fc.property(bytes, salt, (key, salt) => {
    const [session, identity] = ["session", "identity"].map((what) =>
      blake3(concatBytes(key, salt), {
        context: new TextEncoder().encode(`shadowsocks 2022 ${what} subkey`),
        dkLen: key.length,
      })
    );
    assertEquals(keys.sessionSubkey(key, salt), session!);
    assertEquals(keys.keyHash(key), blake3(key, { dkLen: 16 }));
    assertEquals(keys.identitySubkey(key, salt), identity!);
  }));
});
