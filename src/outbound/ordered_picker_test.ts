import { assertStrictEquals } from "@std/assert";
import { OrderedPicker } from "./ordered_picker.ts";

Deno.test("OrderedPicker.order() is the order that it is given", () => {
  const all = [{ name: "b", weight: 1 }, { name: "a", weight: 9 }];
  assertStrictEquals(new OrderedPicker().order(all), all);
});
