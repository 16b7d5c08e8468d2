import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Credentials } from "./credentials.ts";

const ALICE = { name: "alice", password: "wonderland" };
const BOB = { name: "bob", password: "" };

Deno.test("Credentials.required tells whether there are users", () => {
  assertEquals(new Credentials([]).required, false);
  assertEquals(new Credentials([ALICE]).required, true);
});

Deno.test("Credentials.verify() accepts each user with the own password", () => {
  const credentials = new Credentials([ALICE, ALICE, BOB, { name: "alice", password: "second" }]);
  assertEquals(credentials.verify("alice", "wonderland"), true);
  assertEquals(credentials.verify("alice", "second"), true);
  assertEquals(credentials.verify("bob", ""), true);
});

Deno.test("Credentials.verify() refuses everything when there are no users", () => {
  assertEquals(new Credentials([]).verify("", ""), false);
});

for (
  const [what, name, password] of [
    ["a wrong password", "alice", "wonderlanD"],
    ["a password cut short", "alice", "wonderlan"],
    ["a password that goes on", "alice", "wonderlands"],
    ["a password that goes on with NUL", "alice", "wonderland\0"],
    ["a password that outgrows every field", "alice", "wonderland".repeat(100)],
    ["another user's password", "alice", ""],
    ["an unknown name", "carol", "wonderland"],
    ["a name in another case", "Alice", "wonderland"],
    ["name and password cut elsewhere", "alicew", "onderland"],
    ["nothing", "", ""],
  ] as const
) {
  Deno.test(`Credentials.verify() refuses ${what}`, () => {
    assertEquals(new Credentials([ALICE, BOB]).verify(name, password), false);
  });
}

Deno.test("Credentials.verify() agrees with plain comparison on any texts", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\0", "é"), maxLength: 3 });
  const user = fc.record({ name: text, password: text });
  fc.assert(fc.property(fc.array(user, { maxLength: 4 }), user, (users, guess) => {
    const expected = users.some((one) =>
      one.name === guess.name && one.password === guess.password
    );
    assertEquals(new Credentials(users).verify(guess.name, guess.password), expected);
  }));
});
