import { assertEquals } from "@std/assert";
import type { Result } from "./contest.ts";
import { formatTable } from "./table.ts";

Deno.test("formatTable() puts ours, the peer's, their ratio and the goal side by side", () => {
  const ratio = { kind: "ratio", atLeast: 0.8 } as const;
  const value = { kind: "value", atMost: 28 } as const;
  const rows: Result[] = [
    { method: "m", figure: { name: "up", unit: "Gbit/s", goal: ratio }, scores: both(4, 2) },
    { method: "m", figure: { name: "down", unit: "Gbit/s", goal: ratio }, scores: both(1, 2) },
    { method: "m", figure: { name: "rate", unit: "1/s" }, scores: both(12345.6, 123.4) },
    { method: "m", figure: { name: "idle", unit: "KB", goal: value }, scores: both(28.1, 14) },
    { method: "m", figure: { name: "far", unit: "KB", goal: ratio }, scores: both(1, "failed") },
    { method: "m", figure: { name: "own", unit: "KB", goal: value }, scores: both(1, "failed") },
  ];
  assertEquals(formatTable(rows).split("\n"), [
    "              umbra  ss-libev  umbra/ss-libev  goal",
    "up    Gbit/s   4.00      2.00           2.00x  at least 0.8x: met",
    "down  Gbit/s   1.00      2.00           0.50x  at least 0.8x: missed",
    "rate  1/s     12346       123         100.05x",
    "idle  KB       28.1      14.0           2.01x  at most 28: missed",
    "far   KB       1.00    failed                  at least 0.8x: not shown",
    "own   KB       1.00    failed                  at most 28: met",
  ]);
});

function both(umbra: Result["scores"]["umbra"], libev: Result["scores"]["libev"]) {
  return { umbra, libev };
}
