import { assertEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { TtlCache } from "./ttl_cache.ts";

Deno.test("TtlCache.get() gives a value for as long as it holds", async () => {
  const clock = new ManualClock();
  const cache = new TtlCache<number>({ clock, size: 10 });
  cache.set("a", 1, 1000);
  await clock.advance(999);
  assertEquals(cache.get("a"), 1);
  await clock.advance(1);
  assertEquals(cache.get("a"), undefined);
});

Deno.test("TtlCache.set() makes room by what has not been asked for the longest", () => {
  const cache = new TtlCache<number>({ clock: new ManualClock(), size: 2 });
  cache.set("a", 1, 1000);
  cache.set("b", 2, 1000);
  cache.get("a");
  cache.set("c", 3, 1000);
  assertEquals(["a", "b", "c"].map((key) => cache.get(key)), [1, undefined, 3]);
  cache.set("a", 4, 1000);
  assertEquals(["a", "c"].map((key) => cache.get(key)), [4, 3]);
});

Deno.test("TtlCache.set() keeps nothing that holds for no time, nor anything without room", () => {
  const clock = new ManualClock();
  const cache = new TtlCache<number>({ clock, size: 2 });
  cache.set("a", 1, 1000);
  cache.set("a", 2, 0);
  assertEquals(cache.get("a"), undefined);
  const none = new TtlCache<number>({ clock, size: 0 });
  none.set("a", 1, 1000);
  assertEquals(none.get("a"), undefined);
});
