import { assertEquals } from "@std/assert";
import { RestartDelay } from "./restart_delay.ts";

Deno.test("RestartDelay doubles from 250 ms to 30 s", () => {
  assertEquals(delays(() => 0), [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  assertEquals(delays(() => 1), [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

Deno.test("RestartDelay begins anew after a life of a minute, and not after a shorter one", () => {
  const delay = new RestartDelay(() => 0);
  delay.after(10);
  delay.after(10);
  assertEquals(delay.after(59_999), 1000);
  assertEquals(delay.after(60_000), 250);
  assertEquals(delay.after(10), 500);
});

function delays(random: () => number): number[] {
  const delay = new RestartDelay(random);
  return Array.from({ length: 8 }, () => delay.after(0));
}
