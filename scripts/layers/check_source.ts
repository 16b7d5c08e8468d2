// All rules of the house over one file.

import type { Finding } from "./finding.ts";
import { checkImports } from "./import_rules.ts";
import { checkPlatform } from "./platform_rules.ts";
import { checkShape } from "./shape_rules.ts";
import { readSourceFile, type SourceFile } from "./source_file.ts";

/** What is wrong with the file, by line, each thing once. `path` counts from the project folder, with slashes. */
export function checkSource(path: string, text: string): Finding[] {
  const file = tryRead(path, text);
  if ("rule" in file) return [file];
  return once([...checkShape(file), ...checkImports(file), ...checkPlatform(file)])
    .sort((a, b) => a.line - b.line);
}

function tryRead(path: string, text: string): SourceFile | Finding {
  try {
    return readSourceFile(path, text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The parser ends its message with "(line:column)".
    const line = Number(/\((\d+):\d+\)$/.exec(error.message)?.[1] ?? 1);
    return { path, line, rule: "syntax", advice: error.message };
  }
}

/** `a.b` is seen as `a`, `.b` and `a.b`: one word per line and rule is enough. */
function once(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ line, rule, advice }) => {
    const key = `${line} ${rule} ${advice}`;
    return !seen.has(key) && seen.add(key);
  });
}
