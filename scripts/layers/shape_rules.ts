// Names and sizes: what a file and a function may look like from outside.

import type { Finding } from "./finding.ts";
import { EMPTY_NAMES, LIMITS, RANKS } from "./house.ts";
import { isTest } from "./house_path.ts";
import type { SourceFile } from "./source_file.ts";

export function checkShape(file: SourceFile): Finding[] {
  return [...checkRoom(file.path), ...checkName(file.path), ...checkSizes(file)];
}

function checkRoom(path: string): Finding[] {
  const room = /^src\/(?:([^/]+)\/)?/.exec(path)?.[1];
  if (!path.startsWith("src/") || (room !== undefined && room in RANKS)) return [];
  const advice = room === undefined
    ? "put it into a room of src/"
    : `give the room ${room} a rank in scripts/layers/house.ts`;
  return [{ path, line: 1, rule: "room", advice }];
}

function checkName(path: string): Finding[] {
  const names = path.replace(/(\.d)?\.ts$/, "").split("/");
  const empty = path.startsWith("src/")
    ? names.find((name) => EMPTY_NAMES.includes(name))
    : undefined;
  if (empty !== undefined) {
    const advice = `"${empty}" says nothing: name it after the one thing inside`;
    return [{ path, line: 1, rule: "file-name", advice }];
  }
  if (names.every((name) => /^[a-z0-9_]+$/.test(name))) return [];
  return [{ path, line: 1, rule: "file-name", advice: "use snake_case" }];
}

function checkSizes({ path, lineCount, functions }: SourceFile): Finding[] {
  const limit = isTest(path) ? LIMITS.testFileLines : LIMITS.fileLines;
  const long = functions.filter((found) => found.lineCount > LIMITS.functionLines);
  const findings: Finding[] = long.map((found) => ({
    path,
    line: found.line,
    rule: "function-size",
    advice: `${found.lineCount} lines; name the steps and move them out ` +
      `(at most ${LIMITS.functionLines})`,
  }));
  if (lineCount <= limit) return findings;
  const advice =
    `${lineCount} lines; find the second idea in it and give it a file (at most ${limit})`;
  return [{ path, line: limit + 1, rule: "file-size", advice }, ...findings];
}
