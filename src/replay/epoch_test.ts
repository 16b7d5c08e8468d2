import { assertEquals } from "@std/assert";
import { ageOf, epochAfter, epochBefore } from "./epoch.ts";

const EPOCHS = 2 ** 14;

Deno.test("ageOf() counts the generations between epochs, across the place where they come round", () => {
  for (const now of [0, 1, 5000, EPOCHS - 1]) {
    for (const age of [-5000, -1, 0, 1, 2, 5000, EPOCHS / 2 - 1]) {
      assertEquals(ageOf((now - age + EPOCHS) % EPOCHS, now), age, `${age} before ${now}`);
    }
  }
});

Deno.test("epochBefore() and epochAfter() undo each other and go from even to odd", () => {
  for (const epoch of [0, 1, 5000, EPOCHS - 1]) {
    for (const next of [epochAfter(epoch), epochBefore(epoch)]) assertEquals((epoch + next) % 2, 1);
    assertEquals(epochBefore(epochAfter(epoch)), epoch);
    assertEquals(ageOf(epoch, epochAfter(epoch)), 1);
  }
});
