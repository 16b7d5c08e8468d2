import { assertEquals } from "@std/assert";
import { NameSet } from "./name_set.ts";

const SET = new NameSet({
  hosts: ["host.example", "127.1"],
  suffixes: ["example.com", "b.c.d.example.net", "org"],
});

Deno.test("NameSet.has() finds hosts alone, and suffixes with all below them", () => {
  const inside = [
    ...["host.example", "127.1", "example.com", "www.example.com", "a.b.example.com"],
    ...["b.c.d.example.net", "a.b.c.d.example.net", "org", "a.org"],
  ];
  const outside = [
    ...["www.host.example", "example", "myexample.com", "example.com.evil.net", "com"],
    ...["c.d.example.net", "xb.c.d.example.net", "myorg", "", "."],
  ];
  for (const name of inside) assertEquals(SET.has(name), true, name);
  for (const name of outside) assertEquals(SET.has(name), false, name);
});

Deno.test("NameSet.has() finds nothing where there is nothing", () => {
  const none = new NameSet({ hosts: [], suffixes: [] });
  for (const name of ["example.com", "", "."]) assertEquals(none.has(name), false);
});

Deno.test("NameSet.has() ends with names that are all dots or begin with one", () => {
  assertEquals(SET.has(".org"), true);
  assertEquals(SET.has("."), false);
  assertEquals(SET.has(".".repeat(255)), false);
});
