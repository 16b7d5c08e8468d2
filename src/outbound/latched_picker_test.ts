import { assertEquals, assertStrictEquals } from "@std/assert";
import { LatchedPicker } from "./latched_picker.ts";

const [A, B, C] = [{ name: "a", weight: 1 }, { name: "b", weight: 1 }, { name: "c", weight: 1 }];

Deno.test("LatchedPicker.order() begins with the first as long as nothing has worked", () => {
  const all = [A, B, C];
  assertStrictEquals(new LatchedPicker().order(all), all);
});

Deno.test("LatchedPicker.order() stays with the one that worked last, whoever is back", () => {
  const picker = new LatchedPicker();
  picker.served("b");
  assertEquals(picker.order([B, C]), [B, C]);
  assertEquals(picker.order([A, B, C]), [B, C, A]);
});

Deno.test("LatchedPicker.order() begins with the first when the one that worked last is down", () => {
  const picker = new LatchedPicker();
  picker.served("b");
  assertEquals(picker.order([A, C]), [A, C]);
  assertEquals(picker.order([A, B, C]), [B, C, A]);
  picker.served("c");
  assertEquals(picker.order([A, B, C]), [C, A, B]);
});
