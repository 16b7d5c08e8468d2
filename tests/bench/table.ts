// Rows of cells as a table for a terminal and as one for Markdown.

/** The first row is the head. */
export interface Table {
  readonly rows: readonly (readonly string[])[];
  /** Columns with words, which stand to the left; numbers stand to the right. */
  readonly words: readonly number[];
}

export function textTable({ rows, words }: Table): string {
  const widths = widthsOf(rows);
  return rows.map((row) => {
    return row.map((cell, column) =>
      words.includes(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
    ).join("  ").trimEnd();
  }).join("\n");
}

export function markdownTable({ rows: [head, ...body], words }: Table): string {
  const rule = head!.map((_, column) => words.includes(column) ? "---" : "--:");
  return [head!, rule, ...body].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function widthsOf(rows: Table["rows"]): number[] {
  return rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
}
