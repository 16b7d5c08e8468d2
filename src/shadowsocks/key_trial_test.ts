import { assertEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { KeyRing } from "./key_ring.ts";
import { KeyTrial } from "./key_trial.ts";
import { TrialLine } from "./trial_line.ts";

const CLIENT = "192.0.2.1";
const AT_ONCE = 8;
const KEYS = Array.from({ length: 100 }, (_, i) => i);

Deno.test("KeyTrial.find() gives what the first key gives that gives anything, and leaves the others alone", async () => {
  for (const key of [0, 1, 50, 99]) {
    for (const isLate of [false, true]) {
      const tried: number[] = [];
      const found = await trialOf(KEYS).find(CLIENT, (candidate) => {
        tried.push(candidate);
        const result = candidate === key ? `opened by ${candidate}` : undefined;
        return isLate ? Promise.resolve(result) : result;
      });
      assertEquals([found, tried], [`opened by ${key}`, KEYS.slice(0, key + 1)]);
    }
  }
});

Deno.test("KeyTrial.find() tries each key once, and gives nothing when none fits", async () => {
  for (const keys of [KEYS, KEYS.slice(0, 3)]) {
    const trial = trialOf(keys);
    const tried: number[] = [];
    trial.used(2, CLIENT);
    assertEquals(await trial.find(CLIENT, (key) => void tried.push(key)), undefined);
    assertEquals(tried, [2, ...keys.filter((key) => key !== 2)]);
  }
});

Deno.test("KeyTrial.find() stands in line only for keys that were not used at the client's address", () => {
  const line = closedLine();
  const few = trialOf(KEYS.slice(0, AT_ONCE), line);
  assertEquals(few.find(CLIENT, (key) => key === AT_ONCE - 1 ? "opened" : undefined), "opened");
  const many = trialOf(KEYS, line);
  const findAt = (client: string, wanted: number) =>
    many.find(client, (key) => key === wanted ? "opened" : undefined);
  assertEquals(findAt(CLIENT, 0), undefined);
  for (const key of [10, 20]) many.used(key, CLIENT);
  assertEquals([findAt(CLIENT, 10), findAt(CLIENT, 20)], ["opened", "opened"]);
  assertEquals([findAt(CLIENT, 30), findAt("192.0.2.2", 20)], [undefined, undefined]);
});

Deno.test("KeyTrial.find() tries eight keys at once, however many were used at an address", () => {
  const trial = trialOf(KEYS, closedLine());
  for (const key of KEYS) trial.used(key, CLIENT);
  const tried: number[] = [];
  assertEquals(trial.find(CLIENT, (key) => void tried.push(key)), undefined);
  assertEquals(tried, KEYS.toReversed().slice(0, AT_ONCE));
});

function trialOf(keys: readonly number[], line = openLine()): KeyTrial<number> {
  return new KeyTrial({ keys: new KeyRing(keys), line });
}

function openLine(): TrialLine {
  return new TrialLine({ clock: new ManualClock(), maxWaiting: 0 });
}

/** Nobody gets his turn. */
function closedLine(): TrialLine {
  const line = openLine();
  line.take = () => undefined;
  return line;
}
