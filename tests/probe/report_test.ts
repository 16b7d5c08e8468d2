import { assertEquals, assertStringIncludes } from "@std/assert";
import { markdownPage, textPage } from "./report.ts";
import { isPassed, type MethodReport } from "./result.ts";

const REPORT: MethodReport = {
  ...{ method: "aes-256-gcm", family: "AEAD-2017", deadlineMs: 700, isSeenOnTheWire: true },
  rows: [
    {
      id: "P0",
      about: "nothing",
      trials: 50,
      outcome: "silence, FIN",
      endMs: 702.25,
      findings: [],
    },
    { id: "P9", about: "a threshold", trials: 9, outcome: "50 bytes", findings: [] },
  ],
};

const FAILED: MethodReport = {
  ...REPORT,
  rows: [{
    ...REPORT.rows[1]!,
    findings: [{ gate: "outcome", row: "P9 a threshold", says: "50 bytes" }],
  }],
};

Deno.test("textPage() has a line for each row and says how it was seen", () => {
  const page = textPage([REPORT]);
  assertStringIncludes(page, "P0  nothing          50  silence, FIN    702.3 ms  ok");
  assertStringIncludes(page, "Seen on the wire");
});

Deno.test("textPage() tells what did not pass", () => {
  assertStringIncludes(textPage([FAILED]), "P9 a threshold: outcome: 50 bytes");
  assertEquals([isPassed(REPORT), isPassed(FAILED)], [true, false]);
});

Deno.test("textPage() does not call ok what was not shown", () => {
  const doubtful = { ...REPORT, rows: [{ ...REPORT.rows[0]!, isDoubtful: true }] };
  assertStringIncludes(textPage([doubtful]), "702.3 ms  not shown");
});

Deno.test("markdownPage() has headings and tables", () => {
  const page = markdownPage([REPORT]);
  assertStringIncludes(page, "### aes-256-gcm (AEAD-2017)");
  assertStringIncludes(page, "| P0 | nothing | 50 | silence, FIN | 702.3 ms | ok |");
});
