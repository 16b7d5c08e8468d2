import { assertEquals } from "@std/assert";
import type { LogRecord } from "@logtape/logtape";
import { jsonLine, textLine } from "./log.ts";

const RECORD: LogRecord = {
  category: ["umbra"],
  level: "warning",
  message: ["authentication failed from ", "203.0.113.5", " port ", 51234, ": ", "replayed", ""],
  rawMessage: "authentication failed from {ip} port {port}: {outcome}",
  timestamp: Date.UTC(2025, 10, 21, 10, 4, 15, 502),
  properties: { ip: "203.0.113.5", port: 51234, outcome: "replayed", level: "fake" },
};

Deno.test("textLine() writes time, level and message", () => {
  assertEquals(
    textLine(RECORD),
    "2025-11-21T10:04:15.502Z WARNING authentication failed from 203.0.113.5 port 51234: replayed\n",
  );
});

Deno.test("textLine() keeps to one line and to plain characters, whatever the message", () => {
  const message = ["a\nb\r\x1b[31mc\x1b]0;title\x07"];
  const line = textLine({ ...RECORD, message });
  assertEquals(line.indexOf("\n"), line.length - 1);
  // deno-lint-ignore no-control-regex -- they are what must not be there
  assertEquals(/[\x00-\x09\x0b-\x1f\x7f]/.test(line), false);
});

Deno.test("jsonLine() writes the same message and every property, none of which takes its place", () => {
  const line = jsonLine(RECORD);
  assertEquals(line.indexOf("\n"), line.length - 1);
  assertEquals(JSON.parse(line), {
    time: "2025-11-21T10:04:15.502Z",
    level: "warning",
    message: "authentication failed from 203.0.113.5 port 51234: replayed",
    ip: "203.0.113.5",
    port: 51234,
    outcome: "replayed",
  });
});
