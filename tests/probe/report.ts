// The suite's results for people: a table per method, for a terminal or for README, and what did not pass.

import { markdownTable, type Table, textTable } from "../bench/table.ts";
import type { MethodReport, RowResult } from "./result.ts";

export function textPage(reports: readonly MethodReport[]): string {
  return page(reports, { table: textTable, heading: (text) => text });
}

export function markdownPage(reports: readonly MethodReport[]): string {
  return page(reports, { table: markdownTable, heading: (text) => `### ${text}` });
}

interface Style {
  readonly table: (table: Table) => string;
  readonly heading: (text: string) => string;
}

function page(reports: readonly MethodReport[], { table, heading }: Style): string {
  return reports.flatMap((report) => [
    heading(`${report.method} (${report.family})`),
    table(resultTable(report)),
    ...report.rows.flatMap(complaints),
    circumstances(report),
  ]).join("\n\n");
}

function resultTable({ rows }: MethodReport): Table {
  const body = rows.map(({ id, about, trials, outcome, endMs, ...result }) => [
    ...[id, about, String(trials), outcome],
    endMs === undefined ? "" : `${endMs.toFixed(1)} ms`,
    verdictOn(result),
  ]);
  return {
    rows: [["", "probe", "trials", "reaction", "median end", ""], ...body],
    words: [0, 1, 3, 5],
  };
}

function verdictOn({ findings, isDoubtful }: Pick<RowResult, "findings" | "isDoubtful">): string {
  if (findings.length > 0) return "FAILED";
  return isDoubtful === true ? "not shown: the machine is busy" : "ok";
}

function complaints({ findings }: RowResult): readonly string[] {
  return findings.map(({ gate, row, says }) => `${row}: ${gate}: ${says}`);
}

function circumstances({ deadlineMs, isSeenOnTheWire }: MethodReport): string {
  const means = isSeenOnTheWire
    ? "Seen on the wire (AF_PACKET)"
    : "Seen by sockets only: reading the wire takes Linux and root";
  return `${means}. Absorbed are connections that end by FIN at ${deadlineMs} ms, to 10 ms.`;
}
