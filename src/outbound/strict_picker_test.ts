import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { StrictPicker } from "./strict_picker.ts";

function candidates(weights: Readonly<Record<string, number>>) {
  return Object.entries(weights).map(([name, weight]) => ({ name, weight }));
}

function names(order: readonly { readonly name: string }[]): string {
  return order.map(({ name }) => name).join("");
}

Deno.test("StrictPicker.order() gives each its turn, and the others after it", () => {
  const picker = new StrictPicker();
  const three = candidates({ a: 1, b: 1, c: 1 });
  const orders = Array.from({ length: 4 }, () => names(picker.order(three)));
  assertEquals(orders, ["abc", "bca", "cab", "abc"]);
});

Deno.test("StrictPicker.order() spreads the turns of the heavy ones evenly", () => {
  const picker = new StrictPicker();
  const three = candidates({ a: 5, b: 1, c: 1 });
  const turns = Array.from({ length: 7 }, () => picker.order(three)[0]!.name);
  assertEquals(turns.join(""), "aabacaa");
});

Deno.test("StrictPicker.order() goes on in turn when one is left out and comes back", () => {
  const picker = new StrictPicker();
  const [a, b, c] = candidates({ a: 1, b: 1, c: 1 });
  const turns = (among: readonly { name: string; weight: number }[], times: number) =>
    Array.from({ length: times }, () => picker.order(among)[0]!.name).sort().join("");
  assertEquals(turns([a!, b!, c!], 3), "abc");
  assertEquals(turns([a!, c!], 4), "aacc");
  assertEquals(turns([a!, b!, c!], 3), "abc");
});

Deno.test("StrictPicker.order() takes each as often as it weighs", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 });
  fc.assert(fc.property(weights, (weights) => {
    const picker = new StrictPicker();
    const all = weights.map((weight, i) => ({ name: `${i}`, weight }));
    const taken = weights.map(() => 0);
    const total = weights.reduce((sum, weight) => sum + weight);
    for (let i = 0; i < total; i++) taken[Number(picker.order(all)[0]!.name)]!++;
    assertEquals(taken, weights);
  }));
});
