// Files and environment variables made up for a test of the configuration.

import { type Outside, UnreadableError } from "../../src/config/outside.ts";

export interface FakeWorld {
  readonly files?: Readonly<Record<string, string>>;
  readonly mode?: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** Variables that we may not read. */
  readonly denied?: readonly string[];
}

export function fakeOutside(world: FakeWorld): Outside {
  return {
    readFile(path) {
      const text = world.files?.[path];
      if (text === undefined) throw new UnreadableError("does not exist", "check the path");
      return { text, mode: world.mode ?? 0o600 };
    },
    takeVariable(name) {
      if (world.denied?.includes(name)) throw new UnreadableError("may not be read", "allow it");
      return world.variables?.[name];
    },
  };
}
