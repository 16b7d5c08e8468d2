import { assertEquals } from "@std/assert";
import { DialError } from "../net/dial_failure.ts";
import { HealthSuspicions } from "./health_suspicions.ts";

const CAUSE = new DialError("other", "no answer");

Deno.test("answered() convicts those through which the same target did not answer, once", () => {
  const suspicions = new HealthSuspicions();
  suspicions.add({ way: "a", cause: CAUSE }, "target");
  suspicions.add({ way: "b", cause: CAUSE }, "another");
  assertEquals(suspicions.answered("c", "target"), [{ way: "a", cause: CAUSE }]);
  assertEquals(suspicions.answered("c", "target"), []);
  assertEquals(suspicions.answered("c", "another"), [{ way: "b", cause: CAUSE }]);
});

Deno.test("answered() clears the way that has an answer, of whatever target", () => {
  const suspicions = new HealthSuspicions();
  suspicions.add({ way: "a", cause: CAUSE }, "target");
  assertEquals(suspicions.answered("a", "another"), []);
  assertEquals(suspicions.answered("b", "target"), []);
});

Deno.test("answered() has the last failure of each way", () => {
  const suspicions = new HealthSuspicions();
  const last = new DialError("timed_out", "late");
  suspicions.add({ way: "a", cause: CAUSE }, "target");
  suspicions.add({ way: "a", cause: last }, "target");
  assertEquals(suspicions.answered("b", "target"), [{ way: "a", cause: last }]);
});
