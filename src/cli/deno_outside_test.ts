import { assertEquals, assertThrows } from "@std/assert";
import { UnreadableError } from "../config/outside.ts";
import { DenoOutside } from "./deno_outside.ts";

const NAME = "UMBRA_TEST_VARIABLE";

Deno.test("takeVariable() takes a variable out of the environment, and gives it again", () => {
  Deno.env.set(NAME, "secret");
  const outside = new DenoOutside();
  assertEquals(outside.takeVariable(NAME), "secret");
  assertEquals(Deno.env.get(NAME), undefined);
  assertEquals(outside.takeVariable(NAME), "secret");
});

Deno.test("takeVariable() gives nothing for a variable that is not set", () => {
  assertEquals(new DenoOutside().takeVariable(NAME), undefined);
});

Deno.test("takeVariable() throws, and asks nobody, when it may not look", {
  permissions: { env: [] },
}, () => {
  assertThrows(() => new DenoOutside().takeVariable(NAME), UnreadableError, "may not be read");
});

Deno.test("readFile() says why a file cannot be read", () => {
  const outside = new DenoOutside();
  assertThrows(() => outside.readFile("no/such/file"), UnreadableError, "does not exist");
  assertThrows(() => outside.readFile("."), UnreadableError, "it is a folder");
});
