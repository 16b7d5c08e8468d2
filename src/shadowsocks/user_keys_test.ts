import { assertEquals } from "@std/assert";
import { NODE } from "../../tests/support/cipher_suites.ts";
import { keyOf, NOW, randomBytes, suitesOf2022 } from "../../tests/support/suites_2022.ts";
import { IdentityChain } from "./identity_chain.ts";
import { UserKeys } from "./user_keys.ts";

const [SUITE] = suitesOf2022(NODE);
const SERVER_KEY = keyOf(SUITE!);
const [ALICES, BOBS] = [keyOf(SUITE!, 8), keyOf(SUITE!, 9)];

Deno.test("UserKeys.swappedBy() names the user whose client has its keys the wrong way round", () => {
  const keys = userKeys();
  const { salt, identity } = opening({ first: BOBS!, last: SERVER_KEY });
  assertEquals(keys.ofStream(salt, identity), undefined);
  assertEquals(keys.swappedBy(salt, identity, NOW), "bob");
});

Deno.test("UserKeys.swappedBy() names nobody for noise, and for users of another server", () => {
  const keys = userKeys();
  const stranger = opening({ first: keyOf(SUITE!, 5), last: SERVER_KEY });
  assertEquals(keys.swappedBy(stranger.salt, stranger.identity, NOW), undefined);
  assertEquals(keys.swappedBy(randomBytes(16), randomBytes(16), NOW + 1), undefined);
});

Deno.test("UserKeys.swappedBy() looks at one stream a second", () => {
  const keys = userKeys();
  const { salt, identity } = opening({ first: ALICES!, last: SERVER_KEY });
  assertEquals(keys.swappedBy(randomBytes(16), randomBytes(16), NOW), undefined);
  assertEquals(keys.swappedBy(salt, identity, NOW), undefined);
  assertEquals(keys.swappedBy(salt, identity, NOW + 1), "alice");
});

function userKeys(): UserKeys {
  return new UserKeys({
    suite: SUITE!,
    key: SERVER_KEY,
    users: [{ user: "alice", key: ALICES! }, { user: "bob", key: BOBS! }],
  });
}

/** How a client begins that was given these two keys. */
function opening({ first, last }: { readonly first: Uint8Array; readonly last: Uint8Array }) {
  const salt = randomBytes(SUITE!.method.saltBytes);
  const identity = new Uint8Array(16);
  new IdentityChain(SUITE!, { identityKeys: [first], userKey: last })
    .writeStreamHeaders(salt, identity);
  return { salt, identity };
}
