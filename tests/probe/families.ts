// Every family that a server speaks, as a prober speaks it. A new one is a dialect and a row here.

import type { Family } from "./dialect.ts";
import { Dialect2017, METHODS_2017 } from "./dialect_2017.ts";

export const FAMILIES: readonly Family[] = [
  {
    name: "AEAD-2017",
    methods: METHODS_2017,
    speak: (method) =>
      new Dialect2017(METHODS_2017.find((name) => name === method)!, crypto.randomUUID()),
  },
];

/** Throws a RangeError when no family has it. */
export function familyOf(method: string): Family {
  const family = FAMILIES.find(({ methods }) => methods.includes(method));
  if (family === undefined) throw new RangeError(`No family speaks ${method}`);
  return family;
}
