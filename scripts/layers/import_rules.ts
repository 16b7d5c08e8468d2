// Who may import whom: the ranks of the rooms and the narrower rules beside them.

import type { Finding } from "./finding.ts";
import {
  DEVELOPMENT_PACKAGES,
  FOR_UNIT_TESTS,
  IMPORTED_ONLY_BY,
  IMPORTS_ONLY,
  RANKS,
} from "./house.ts";
import { isTest, isUnitTest, matchesGlob, resolveImport, roomOf } from "./house_path.ts";
import type { Sighting, SourceFile } from "./source_file.ts";

export function checkImports(file: SourceFile): Finding[] {
  return [...checkComputed(file), ...file.imports.flatMap((found) => checkImport(file, found))];
}

function checkComputed({ path, computedImports }: SourceFile): Finding[] {
  if (isTest(path)) return [];
  const advice =
    "write the specifier as a literal: bundles and binaries carry only what they can see";
  return computedImports.map((line) => ({ path, line, rule: "computed-import", advice }));
}

function checkImport({ path }: SourceFile, { text, line }: Sighting): Finding[] {
  const target = resolveImport(path, text);
  if (target === undefined) return checkPackage(path, { text, line });
  const advice = adviceOnFile(path, target);
  if (advice === undefined) return [];
  const rule = isTest(target) ? "test-support" : "layer";
  return [{ path, line, rule, advice }];
}

function checkPackage(path: string, { text, line }: Sighting): Finding[] {
  const room = roomOf(path);
  if (room === undefined || isTest(path)) return [];
  if (/^(npm|jsr|https?):/.test(text)) {
    const advice = `name ${text} in the imports of deno.json and import it by that name`;
    return [{ path, line, rule: "dependency", advice }];
  }
  if (!DEVELOPMENT_PACKAGES.includes(text)) return [];
  const advice = `${text} is for tests and scripts; the program must not carry it`;
  return [{ path, line, rule: "dependency", advice }];
}

/** `undefined` when `path` may import `target`. */
function adviceOnFile(path: string, target: string): string | undefined {
  if (isUnitTest(path) && FOR_UNIT_TESTS.some((glob) => matchesGlob(target, glob))) {
    return undefined;
  }
  const room = roomOf(path);
  if (room === undefined) return undefined;
  const targetRoom = roomOf(target);
  if (targetRoom === undefined || isTest(target)) {
    return `the program must not import ${target}; move what it needs below src/`;
  }
  if (room === targetRoom) return undefined;
  return isUnitTest(path)
    ? adviceOnTest(room, targetRoom)
    : adviceOnRooms({ room, target, targetRoom });
}

/** A unit test may look sideways: it joins parts the way `service` does. */
function adviceOnTest(room: string, targetRoom: string): string | undefined {
  return rankOf(targetRoom) <= rankOf(room)
    ? undefined
    : `a test of ${room} must not reach up to ` +
      `${targetRoom}; move it to tests/`;
}

function adviceOnRooms(
  { room, target, targetRoom }: { room: string; target: string; targetRoom: string },
): string | undefined {
  if (rankOf(targetRoom) >= rankOf(room)) {
    return `${room} must not import ${targetRoom}: take what it offers as a parameter, ` +
      "behind a contract of src/net/";
  }
  if (IMPORTED_ONLY_BY[targetRoom]?.includes(room) === false) {
    return `only ${IMPORTED_ONLY_BY[targetRoom].join(" and ")} may import ${targetRoom}: ` +
      "take the values as parameters";
  }
  if (IMPORTS_ONLY[room]?.some((glob) => matchesGlob(target, glob)) === false) {
    return `${room} imports only ${IMPORTS_ONLY[room].join(", ")}`;
  }
  return undefined;
}

/** An unknown room, which has a finding of its own, stands above all. */
function rankOf(room: string): number {
  return RANKS[room] ?? Infinity;
}
