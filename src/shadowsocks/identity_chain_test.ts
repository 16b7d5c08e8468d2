import { assertEquals } from "@std/assert";
import { ENGINES } from "../../tests/support/cipher_suites.ts";
import { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import { IdentityChain } from "./identity_chain.ts";
import { UserKeys } from "./user_keys.ts";

const SERVER_KEY = Uint8Array.fromHex("000102030405060708090a0b0c0d0e0f");
const USER_KEY = Uint8Array.fromHex("808182838485868788898a8b8c8d8e8f");
const SALT = Uint8Array.fromHex("404142434445464748494a4b4c4d4e4f");
/** Computed by noble, opened again by Python cryptography and the BLAKE3 reference implementation. */
const HEADER = "4f03b755e92fdda75888afda234fa622";

for (const engine of ENGINES) {
  const suite = new CipherSuite2022("2022-blake3-aes-128-gcm", engine);

  Deno.test(`IdentityChain writes the known header on ${engine.name}`, () => {
    const chain = new IdentityChain(suite, { identityKeys: [SERVER_KEY], userKey: USER_KEY });
    const out = new Uint8Array(16);
    chain.writeStreamHeaders(SALT, out);
    assertEquals([out.toHex(), chain.bytes, chain.firstKey], [HEADER, 16, SERVER_KEY]);
  });

  Deno.test(`UserKeys finds the user of the known header on ${engine.name}`, () => {
    const users = [
      { user: "bob", key: SERVER_KEY },
      { user: "alice", key: USER_KEY },
    ];
    const keys = new UserKeys({ suite, key: SERVER_KEY, users });
    const header = Uint8Array.fromHex(HEADER);
    assertEquals(keys.ofStream(SALT, header)?.user, "alice");
    assertEquals(keys.ofStream(SALT.with(0, 0), header), undefined);
    assertEquals(keys.ofStream(SALT, header.with(0, 0)), undefined);
  });
}

Deno.test("IdentityChain of one key has no headers, and that key goes first", () => {
  const suite = new CipherSuite2022("2022-blake3-aes-128-gcm", ENGINES[0]!);
  const chain = new IdentityChain(suite, { identityKeys: [], userKey: USER_KEY });
  chain.writeStreamHeaders(SALT, new Uint8Array(0));
  chain.writePacketHeaders(SALT, new Uint8Array(0));
  assertEquals([chain.bytes, chain.firstKey], [0, USER_KEY]);
});
