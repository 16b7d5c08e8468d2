import { assertEquals } from "@std/assert";
import { DialError, type DialFailure, type FailedAt } from "../net/dial_failure.ts";
import { StreamError, type StreamFault } from "../net/stream_error.ts";
import {
  type Reaction,
  reactionToDial,
  reactionToLate,
  reactionToOpen,
  reactionToStream,
} from "./failover_table.ts";

/** As a letter: next and blamed, next, blamed alone, or an answer. */
function letter({ movesOn, isBlamed }: Reaction): string {
  return movesOn ? isBlamed ? "B" : "n" : isBlamed ? "b" : ".";
}

// Written so that a failure or a fault that is added to its set does not compile until it is here. In order: at the
// upstream, at the target, at the target without an upstream; an association at the upstream, and at our end.
const DIALS: Readonly<Record<DialFailure, string>> = {
  refused: "B.. Bn",
  network_unreachable: "B.n Bn",
  host_unreachable: "B.n Bn",
  timed_out: "B.n Bn",
  name_not_found: "B.. Bn",
  unsupported: "B.. Bn",
  denied: "n.. nn",
  cancelled: "... ..",
  other: "B.. Bn",
};

/** Before any payload has gone, and after. */
const STREAMS: Readonly<Record<StreamFault, string>> = {
  reset: "B.",
  closed: "..",
  truncated: "Bb",
  unauthenticated: "Bb",
  replayed: "Bb",
  clock_skew: "Bb",
  malformed: "Bb",
  corrupt: "Bb",
  bad_credentials: "..",
  rejected: "..",
};

for (const [failure, expected] of Object.entries(DIALS) as [DialFailure, string][]) {
  Deno.test(`reactionToDial() and reactionToOpen() know what to do with "${failure}"`, () => {
    const at = (at: FailedAt) => new DialError(failure, "Cannot connect", { at });
    const dials = [
      reactionToDial(at("upstream"), "upstream"),
      reactionToDial(at("target"), "upstream"),
      reactionToDial(at("target"), "direct"),
    ];
    const opens = [reactionToOpen(at("upstream")), reactionToOpen(at("target"))];
    assertEquals(`${dials.map(letter).join("")} ${opens.map(letter).join("")}`, expected);
  });
}

Deno.test("reactionToDial() blames an upstream that the direct way goes through after all", () => {
  const error = new DialError("refused", "Cannot connect", { at: "upstream" });
  assertEquals(letter(reactionToDial(error, "direct")), "B");
});

for (const [fault, expected] of Object.entries(STREAMS) as [StreamFault, string][]) {
  Deno.test(`reactionToStream() and reactionToLate() know what to do with "${fault}"`, () => {
    const error = new StreamError(fault, "Cannot read");
    assertEquals([reactionToStream(error), reactionToLate(error)].map(letter).join(""), expected);
  });
}

Deno.test("reactionToStream() and reactionToLate() blame nobody for a stream that just ends", () => {
  assertEquals([reactionToStream(null), reactionToLate(null)].map(letter).join(""), "n.");
});

Deno.test("reactionToStream() and reactionToLate() do not take a defect for a failure", () => {
  const defect = new TypeError("Cannot read properties");
  assertEquals([reactionToStream(defect), reactionToLate(defect)].map(letter).join(""), "..");
});

Deno.test("reactionToDial() tries another upstream with a request that one does not serve, and blames nobody", () => {
  for (const failure of Object.keys(DIALS) as DialFailure[]) {
    const error = new DialError(failure, "Cannot connect", { at: "request" });
    const expected = failure === "cancelled" ? "." : "n";
    assertEquals(letter(reactionToDial(error, "upstream")), expected);
    assertEquals(letter(reactionToDial(error, "direct")), expected);
    assertEquals(letter(reactionToOpen(error)), expected);
  }
});

Deno.test("reactionToDial() and reactionToOpen() blame nobody for what we have run out of", () => {
  for (const failure of Object.keys(DIALS) as DialFailure[]) {
    const error = new DialError(failure, "Too many open files", { at: "here" });
    const reactions = [reactionToDial(error, "upstream"), reactionToOpen(error)];
    assertEquals(reactions.map(letter).join(""), failure === "cancelled" ? ".." : "nn");
  }
});
