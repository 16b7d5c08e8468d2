import { assertEquals } from "@std/assert";
import type { Stage } from "../net/relay_observer.ts";
import { mayFollow } from "./stage.ts";

const STAGES: readonly Stage[] = [
  "INIT",
  "ADDR",
  "UDP_ASSOC",
  "DNS",
  "CONNECTING",
  "STREAM",
  "DESTROYED",
];

/** The drawing's arrows; those to DESTROYED apart. */
const MOVES: ReadonlySet<string> = new Set([
  "INIT ADDR",
  // A tunnel's target is known at once.
  "INIT DNS",
  "INIT CONNECTING",
  "ADDR ADDR",
  "ADDR UDP_ASSOC",
  "ADDR DNS",
  "ADDR CONNECTING",
  "DNS DNS",
  "DNS CONNECTING",
  "CONNECTING DNS",
  "CONNECTING CONNECTING",
  "CONNECTING STREAM",
  "STREAM ADDR",
]);

for (const stage of STAGES) {
  Deno.test(`mayFollow() allows the drawn moves from ${stage} and no other`, () => {
    for (const next of STAGES) {
      const isDrawn = MOVES.has(`${stage} ${next}`) ||
        (next === "DESTROYED" && stage !== "DESTROYED");
      assertEquals(mayFollow(stage, next), isDrawn, `${stage} -> ${next}`);
    }
  });
}
