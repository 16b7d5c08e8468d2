// Which files may touch the platform, and what nobody may touch.

import type { Finding } from "./finding.ts";
import { DOORS, FORBIDDEN_PROPERTIES, NOT_IN_UNIT_TESTS } from "./house.ts";
import { isUnitTest, matchesGlob, roomOf } from "./house_path.ts";
import type { Sighting, SourceFile } from "./source_file.ts";

export function checkPlatform(file: SourceFile): Finding[] {
  if (roomOf(file.path) === undefined) return [];
  return [
    ...(isUnitTest(file.path) ? checkSockets(file) : checkDoors(file)),
    ...checkProperties(file),
  ];
}

function checkDoors({ path, names, imports }: SourceFile): Finding[] {
  return [...names, ...imports].flatMap(({ text, line }) => {
    const name = text.replace(/^(globalThis)?\./, "");
    const door = DOORS.find(({ opens }) => opens.test(name));
    if (door === undefined || door.files.some((glob) => matchesGlob(path, glob))) return [];
    return [{ path, line, rule: "door", advice: `no ${name} here: ${door.instead}` }];
  });
}

function checkSockets({ path, names }: SourceFile): Finding[] {
  return named(names, (text) => NOT_IN_UNIT_TESTS.test(text)).map(({ text, line }) => ({
    path,
    line,
    rule: "unit-test",
    advice: `a test with ${text} lives under tests/; beside its file it uses tests/support/`,
  }));
}

function checkProperties({ path, names }: SourceFile): Finding[] {
  const forbidden = FORBIDDEN_PROPERTIES.map((property) => `.${property}`);
  return named(names, (text) => forbidden.includes(text)).map(({ text, line }) => ({
    path,
    line,
    rule: "stream-property",
    advice: `no ${text}: it closes the whole socket at EOF; use read(), write() and closeWrite()`,
  }));
}

function named(names: readonly Sighting[], test: (text: string) => boolean): Sighting[] {
  return names.filter(({ text }) => test(text));
}
