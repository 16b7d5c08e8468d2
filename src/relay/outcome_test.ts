import { assertEquals } from "@std/assert";
import { DialError, type DialFailure } from "../net/dial_failure.ts";
import { StreamError, type StreamFault } from "../net/stream_error.ts";
import { CopyError } from "./copy_both_ways.ts";
import { outcomeOf } from "./outcome.ts";
import { distrustOf, partingOf } from "./parting.ts";

const PARTINGS: Readonly<Record<StreamFault, "absorb" | "linger" | "close">> = {
  reset: "close",
  closed: "close",
  truncated: "close",
  unauthenticated: "absorb",
  replayed: "absorb",
  clock_skew: "absorb",
  malformed: "absorb",
  corrupt: "absorb",
  bad_credentials: "linger",
  rejected: "linger",
};

const FAILURES: readonly DialFailure[] = [
  "refused",
  "network_unreachable",
  "host_unreachable",
  "timed_out",
  "name_not_found",
  "denied",
  "cancelled",
  "other",
];

for (const [name, parting] of Object.entries(PARTINGS)) {
  const fault = name as StreamFault;
  const error = new StreamError(fault, "Cannot read");

  Deno.test(`outcomeOf() is "${fault}" and partingOf() "${parting}" when the client's bytes are ${fault}`, () => {
    assertEquals(outcomeOf(error), fault);
    assertEquals(outcomeOf(new CopyError({ direction: "uplink", step: "read" }, error)), fault);
    assertEquals(partingOf(error), parting);
    assertEquals(partingOf(new CopyError({ direction: "uplink", step: "read" }, error)), parting);
  });

  Deno.test(`partingOf() is "close" when the upstream's bytes are ${fault}`, () => {
    assertEquals(outcomeOf(new CopyError({ direction: "downlink", step: "read" }, error)), fault);
    assertEquals(partingOf(new CopyError({ direction: "downlink", step: "read" }, error)), "close");
  });
}

for (const failure of FAILURES) {
  Deno.test(`outcomeOf() is "${failure}" when the dial failed so`, () => {
    const error = new DialError(failure, "Cannot connect");
    assertEquals(outcomeOf(error), failure);
    assertEquals(partingOf(error), "close");
  });
}

for (const odd of [new TypeError("x is undefined"), "a text", undefined, null]) {
  Deno.test(`outcomeOf() is "defect" when ${odd} was thrown`, () => {
    assertEquals(outcomeOf(odd), "defect");
    assertEquals(outcomeOf(new CopyError({ direction: "uplink", step: "read" }, odd)), "defect");
    assertEquals(partingOf(odd), "close");
    assertEquals(partingOf(new CopyError({ direction: "uplink", step: "read" }, odd)), "close");
  });
}

Deno.test(`partingOf() is "linger" when the upstream took no more: it may have answered`, () => {
  const error = new StreamError("reset", "Cannot write");
  assertEquals(partingOf(new CopyError({ direction: "uplink", step: "write" }, error)), "linger");
});

for (
  const fault of [
    "unauthenticated",
    "replayed",
    "clock_skew",
    "malformed",
    "corrupt",
    "bad_credentials",
  ] as const
) {
  const error = new StreamError(fault, "Cannot read");

  Deno.test(`distrustOf() is "${fault}" of a client, and nothing of an upstream`, () => {
    assertEquals(distrustOf(error), fault);
    assertEquals(distrustOf(new CopyError({ direction: "uplink", step: "read" }, error)), fault);
    assertEquals(
      distrustOf(new CopyError({ direction: "downlink", step: "read" }, error)),
      undefined,
    );
  });
}

for (const fault of ["reset", "closed", "truncated", "rejected"] as const) {
  Deno.test(`distrustOf() is nothing when the client's bytes are ${fault}`, () => {
    assertEquals(distrustOf(new StreamError(fault, "Cannot read")), undefined);
  });
}
