// Every family that a server speaks, as a prober speaks it. A new one is a dialect and a row here.

import { method2022, METHOD_2022_NAMES } from "../../src/crypto/method_table.ts";
import type { Family } from "./dialect.ts";
import { Dialect2017, METHODS_2017 } from "./dialect_2017.ts";
import { Dialect2022 } from "./dialect_2022.ts";

export interface Choice {
  readonly family: Family;
  /** One of the family's. */
  readonly method: string;
}

export const FAMILIES: readonly Family[] = [
  {
    name: "AEAD-2017",
    methods: METHODS_2017,
    speak: (method) => new Dialect2017(oneOf(METHODS_2017, method), crypto.randomUUID()),
  },
  {
    name: "AEAD-2017, a port with users",
    methods: METHODS_2017,
    speak: (method) => {
      const users = ["alice", "bob"].map((name) => ({ name, password: crypto.randomUUID() }));
      return new Dialect2017(oneOf(METHODS_2017, method), crypto.randomUUID(), users);
    },
  },
  {
    name: "2022 edition",
    methods: METHOD_2022_NAMES,
    speak: (method) => new Dialect2022(oneOf(METHOD_2022_NAMES, method), []),
  },
  {
    name: "2022 edition, a port with users",
    methods: METHOD_2022_NAMES.filter((name) => method2022(name).hasBlocks),
    speak: (method) => new Dialect2022(oneOf(METHOD_2022_NAMES, method), ["alice", "bob"]),
  },
];

export const CHOICES: readonly Choice[] = FAMILIES.flatMap((family) =>
  family.methods.map((method) => ({ family, method }))
);

function oneOf<T extends string>(names: readonly T[], name: string): T {
  const found = names.find((known) => known === name);
  if (found === undefined) throw new RangeError(`Cannot speak ${name}`);
  return found;
}
