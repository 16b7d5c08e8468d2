// A report for people: a section per method, for a terminal or for README.

import type { Absentee, Contestant } from "./contestant.ts";
import type { MethodReport, Report, Skipped } from "./report.ts";
import { figureTable, goalTable } from "./report_tables.ts";
import { markdownTable, type Table, textTable } from "./table.ts";

export function textPage(report: Report): string {
  return page(report, { table: textTable, heading: (text) => text });
}

export function markdownPage(report: Report): string {
  return page(report, { table: markdownTable, heading: (text) => `### ${text}` });
}

interface Style {
  readonly table: (table: Table) => string;
  readonly heading: (text: string) => string;
}

function page(report: Report, style: Style): string {
  return report.methods
    .flatMap((method) => section(method, style))
    .concat(circumstances(report))
    .join("\n\n");
}

function section(report: MethodReport, { table, heading }: Style): string[] {
  const { method, contestants, absentees, skipped, verdicts } = report;
  return [
    heading(method),
    table(figureTable(report)),
    ...(verdicts.length === 0 ? [] : [table(goalTable(verdicts))]),
    sentence("Measured", contestants.map(describe)),
    sentence("Not measured", [...absentees.map(excuse), ...skipped.map(lack)]),
  ].filter((text) => text !== "");
}

/** Empty when there is nothing to say. */
function sentence(begin: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `${begin}: ${items.join("; ")}.`;
}

function describe({ name, version, engine }: Pick<Contestant, "name" | "version" | "engine">) {
  return `${name} ${version}${engine === undefined ? "" : `, engine ${engine}`}`;
}

function excuse({ name, reason, detail }: Absentee): string {
  return `${name} (${reason}${detail === undefined ? "" : ` ${detail}`})`;
}

function lack({ trial, missing }: Skipped): string {
  return `${trial} (needs ${missing.join(" and ")})`;
}

function circumstances({ machine, rounds, seconds }: Report): string {
  const { cores, processor, kernel } = machine;
  return `${cores} cores, ${processor}, Linux ${kernel}. Medians of ${rounds} rounds of ` +
    `${seconds} s, interleaved. CPU is that of client and server together.`;
}
