import { assertEquals } from "@std/assert";
import { isBroken, type MethodReport, type Report } from "./report.ts";

Deno.test("isBroken() is for what is ours", () => {
  const failed = (name: string) =>
    isBroken(reportOf({
      results: [{ figure: { name: "a", unit: "" }, scores: { [name]: "failed", other: 1 } }],
    }));
  assertEquals(["umbra", "umbra node", "ss-libev"].map(failed), [true, true, false]);
  const absent = (reason: "failed" | "not offered") =>
    isBroken(reportOf({ absentees: [{ name: "umbra openssl", reason }] }));
  assertEquals([absent("failed"), absent("not offered")], [true, false]);
});

function reportOf(changes: Partial<MethodReport>): Report {
  return {
    machine: { cores: 1, processor: "", kernel: "" },
    seconds: 1,
    rounds: 1,
    methods: [{
      method: "m",
      contestants: [],
      absentees: [],
      results: [],
      skipped: [],
      verdicts: [],
      ...changes,
    }],
  };
}
