import { assertEquals } from "@std/assert";
import type { Goal } from "./goals.ts";
import { markdownPage, textPage } from "./report_pages.ts";
import type { Report } from "./report.ts";

const RATIO: Goal = {
  ...{ figure: "download", engine: "openssl", methods: [] },
  ...{ bound: "at least", value: 1.5, peer: "ss-libev" },
};
const LIMIT: Goal = { figure: "ready", methods: [], bound: "at most", value: 150 };

const REPORT: Report = {
  machine: { cores: 2, processor: "Fast", kernel: "6.1" },
  seconds: 3,
  rounds: 5,
  methods: [{
    method: "aes-256-gcm",
    contestants: [
      { name: "umbra", version: "1 on Deno 2", engine: "openssl" },
      { name: "ss-libev", version: "3" },
    ],
    absentees: [
      { name: "umbra openssl", reason: "measured", detail: "as umbra" },
      { name: "xray", reason: "not installed" },
    ],
    results: [
      { figure: { name: "download", unit: "Gbit/s" }, scores: { umbra: 8.004, "ss-libev": 4 } },
      { figure: { name: "ready", unit: "ms" }, scores: { umbra: 200.4, "ss-libev": "failed" } },
    ],
    skipped: [{ trial: "connections", missing: ["wrk", "nginx"] }],
    verdicts: [
      { goal: RATIO, measured: 2.001, isMet: true },
      { goal: LIMIT, measured: 200.4, isMet: false },
      { goal: { ...RATIO, peer: "ss-rust" }, measured: undefined, isMet: undefined },
    ],
  }],
};

Deno.test("textPage() shows figures, goals, who was measured and who was not", () => {
  assertEquals(textPage(REPORT).split("\n"), [
    "aes-256-gcm",
    "",
    "                  umbra  ss-libev",
    "download  Gbit/s   8.00      4.00",
    "ready     ms        200    failed",
    "",
    "goal      engine                           measured",
    "download  openssl  at least 1.5x ss-libev     2.00x  met",
    "ready              at most 150                  200  missed",
    "download  openssl  at least 1.5x ss-rust             not shown",
    "",
    "Measured: umbra 1 on Deno 2, engine openssl; ss-libev 3.",
    "",
    "Not measured: umbra openssl (measured as umbra); xray (not installed); " +
    "connections (needs wrk and nginx).",
    "",
    "2 cores, Fast, Linux 6.1. Medians of 5 rounds of 3 s, interleaved. " +
    "CPU is that of client and server together.",
  ]);
});

Deno.test("markdownPage() has the same tables for Markdown", () => {
  const lines = markdownPage(REPORT).split("\n");
  assertEquals(lines.slice(0, 6), [
    "### aes-256-gcm",
    "",
    "|  |  | umbra | ss-libev |",
    "| --- | --- | --: | --: |",
    "| download | Gbit/s | 8.00 | 4.00 |",
    "| ready | ms | 200 | failed |",
  ]);
  assertEquals(lines.filter((line) => line.startsWith("|")).length, 9);
});
