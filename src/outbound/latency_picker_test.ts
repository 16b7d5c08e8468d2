import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LatencyPicker } from "./latency_picker.ts";

class Scene {
  readonly scores = new Map<string, number>();
  readonly picker = new LatencyPicker({ score: (name) => this.scores.get(name) });

  set(scores: Readonly<Record<string, number>>): void {
    for (const [name, score] of Object.entries(scores)) this.scores.set(name, score);
  }

  /** Names in the order of the picker. */
  order(candidates: string): string {
    const pickable = Array.from(candidates, (name) => ({ name, weight: 1 }));
    return this.picker.order(pickable).map(({ name }) => name).join("");
  }
}

Deno.test("LatencyPicker.order() ranks by score", () => {
  const scene = new Scene();
  scene.set({ a: 0.5, b: 0.1, c: 0.3 });
  assertEquals(scene.order("abc"), "bca");
});

Deno.test("LatencyPicker.order() stays with the one in use until another is better by a fifth", () => {
  const scene = new Scene();
  scene.set({ a: 0.1, b: 0.2 });
  assertEquals(scene.order("ab"), "ab");
  scene.set({ a: 0.25 });
  assertEquals(scene.order("ab"), "ab");
  scene.set({ a: 0.26 });
  assertEquals(scene.order("ab"), "ba");
  scene.set({ a: 0.17 });
  assertEquals(scene.order("ab"), "ba");
  scene.set({ a: 0.15 });
  assertEquals(scene.order("ab"), "ab");
});

Deno.test("LatencyPicker.order() leaves the one in use when it is down, and is in no hurry to go back", () => {
  const scene = new Scene();
  scene.set({ a: 0.1, b: 0.11, c: 0.4 });
  assertEquals(scene.order("abc"), "abc");
  assertEquals(scene.order("bc"), "bc");
  assertEquals(scene.order("abc"), "bac");
});

Deno.test("LatencyPicker.order() sends one connection to each that nothing is known of", () => {
  const scene = new Scene();
  assertEquals(scene.order("abc"), "abc");
  assertEquals(scene.order("abc")[0], "b");
  assertEquals(scene.order("abc")[0], "c");
  scene.set({ b: 0.3 });
  assertEquals(scene.order("abc"), "bac");
  scene.set({ a: 0.1 });
  assertEquals(scene.order("abc"), "abc");
});

Deno.test("LatencyPicker.order() finds out again when what it knew has become too old", () => {
  const scene = new Scene();
  scene.set({ a: 0.3 });
  assertEquals(scene.order("ab"), "ba");
  scene.set({ b: 0.6 });
  assertEquals(scene.order("ab"), "ab");
  scene.scores.delete("b");
  assertEquals(scene.order("ab"), "ba");
  assertEquals(scene.order("ab"), "ab");
  scene.set({ b: 0.1 });
  assertEquals(scene.order("ab"), "ba");
});

Deno.test("LatencyPicker.order() is a permutation, and never begins with one that is worse than the best by a quarter", () => {
  const score = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
  const scores = fc.record({ a: score, b: score, c: score, d: score });
  fc.assert(fc.property(fc.array(scores, { maxLength: 20 }), (rounds) => {
    const scene = new Scene();
    for (const round of rounds) {
      scene.scores.clear();
      for (const [name, score] of Object.entries(round)) {
        if (score !== undefined) scene.scores.set(name, score);
      }
      const order = scene.order("abcd");
      assertEquals([...order].sort().join(""), "abcd");
      const first = scene.scores.get(order[0]!);
      const best = Math.min(...scene.scores.values());
      if (first !== undefined) assertEquals(best < first * 0.8, false);
    }
  }));
});
