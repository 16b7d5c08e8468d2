import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { KeyRing } from "./key_ring.ts";

const [HOME, OFFICE] = ["192.0.2.1", "2001:db8::1"];

Deno.test("KeyRing.inTurn() begins with the keys used at the client's address, then with those used last", () => {
  const ring = new KeyRing(["a", "b", "c", "d", "e"]);
  assertEquals(ring.inTurn(HOME), ["a", "b", "c", "d", "e"]);
  ring.used("c", HOME);
  ring.used("d", HOME);
  ring.used("e", OFFICE);
  assertEquals(ring.inTurn(HOME), ["d", "c", "e", "a", "b"]);
  assertEquals(ring.inTurn(OFFICE), ["e", "d", "c", "a", "b"]);
  assertEquals(ring.inTurn("198.51.100.1"), ["e", "d", "c", "a", "b"]);
  ring.used("c", HOME);
  assertEquals(ring.inTurn(HOME), ["c", "d", "e", "a", "b"]);
});

Deno.test("KeyRing.used() leaves a list alone that somebody goes through", () => {
  const ring = new KeyRing(["a", "b", "c"]);
  ring.used("b", HOME);
  const before = ring.inTurn(HOME);
  const copy = [...before];
  ring.used("c", HOME);
  assertEquals(before, copy);
});

Deno.test("KeyRing remembers 4,096 addresses, those heard of last", () => {
  const ring = new KeyRing(["a", "b"]);
  for (let i = 0; i < 4096; i++) ring.used("b", `client ${i}`);
  ring.used("b", "client 0");
  ring.used("b", "one more");
  ring.used("a", "and one more");
  const isKnown = (client: string) => ring.inTurn(client)[0] === "b";
  assertEquals(["client 0", "client 1", "client 2", "client 3"].map(isKnown), [
    true,
    false,
    false,
    true,
  ]);
});

Deno.test("KeyRing.inTurn() has each key once, whatever was used", () => {
  const keys = [..."abcdefghij"];
  const use = fc.record({ key: fc.constantFrom(...keys), client: fc.constantFrom(HOME, OFFICE) });
  fc.assert(fc.property(fc.array(use), (uses) => {
    const ring = new KeyRing(keys);
    for (const { key, client } of uses) ring.used(key, client);
    for (const client of [HOME, OFFICE, "198.51.100.1"]) {
      const turns = ring.inTurn(client);
      assertEquals([...turns].sort(), keys);
      const last = uses.findLast((use) => use.client === client) ?? uses.at(-1);
      assert(last === undefined || turns[0] === last.key);
    }
  }));
});
