import { assertEquals } from "@std/assert";
import { NumberedNames } from "./numbered_names.ts";

Deno.test("NumberedNames finds a host by its whole name alone", () => {
  const names = new NumberedNames();
  names.addHost("www.example.com", 1);
  names.addHost("www.example.com", 7);
  assertEquals(names.numbersOf("www.example.com"), [1, 7]);
  for (const other of ["example.com", "a.www.example.com", "xwww.example.com", "", "com"]) {
    assertEquals(names.numbersOf(other), []);
  }
});

Deno.test("NumberedNames finds a suffix in itself and in all names below it", () => {
  const names = new NumberedNames();
  names.addSuffix("example.com", 1);
  names.addSuffix("com", 2);
  names.addSuffix("a.example.com", 3);
  assertEquals(sorted(names.numbersOf("example.com")), [1, 2]);
  assertEquals(sorted(names.numbersOf("b.a.example.com")), [1, 2, 3]);
  assertEquals(names.numbersOf("notexample.com"), [2]);
  assertEquals(names.numbersOf("com"), [2]);
  assertEquals(names.numbersOf("example.org"), []);
});

Deno.test("NumberedNames is not misled by names of objects' own properties", () => {
  const names = new NumberedNames();
  assertEquals(names.numbersOf("constructor"), []);
  assertEquals(names.numbersOf("a.__proto__"), []);
});

function sorted(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((a, b) => a - b);
}
