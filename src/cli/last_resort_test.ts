import { assertEquals, assertMatch } from "@std/assert";
import { configureSync, getLogger } from "@logtape/logtape";
import { LastResort } from "./last_resort.ts";

Deno.test("LastResort counts and logs what nobody has caught, and the program goes on", () => {
  const lines: string[] = [];
  configureSync({
    reset: true,
    sinks: { lines: ({ level, message }) => void lines.push(`${level} ${message.join("")}`) },
    loggers: [{ category: "test", sinks: ["lines"] }, { category: ["logtape", "meta"] }],
  });
  const rejection = new PromiseRejectionEvent("unhandledrejection", {
    promise: Promise.resolve(),
    reason: new Error("first"),
    cancelable: true,
  });
  const error = new ErrorEvent("error", { error: "second", cancelable: true });
  {
    using _ = new LastResort(getLogger("test"));
    globalThis.dispatchEvent(rejection);
    globalThis.dispatchEvent(error);
  }
  assertEquals([rejection.defaultPrevented, error.defaultPrevented], [true, true]);
  assertMatch(lines[0]!, /^error defect 1 since the start: Error: first\n/);
  assertEquals(lines.slice(1), ["error defect 2 since the start: second"]);
});
