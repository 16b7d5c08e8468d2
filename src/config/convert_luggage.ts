// A configuration on its way from one program to another: what it says of each server, and of everything else, by the
// names of our own keys. Whoever writes it down takes the values out; what is left at the end is not carried over.

import { keyOf, nodeAt, placeOf, plainValue, type ValueNode } from "./located_json.ts";

/** A value as it was written. */
export interface Written {
  readonly raw: unknown;
  /** As it was called there: "servers[0].plugin". */
  readonly subject: string;
  /** "config.json:3:5"; `undefined`: nobody wrote it, the program has it by default. */
  readonly where: string | undefined;
}

export interface Portable {
  readonly servers: readonly Luggage[];
  readonly rest: Luggage;
}

export class Luggage {
  readonly #values: Map<string, Written>;

  constructor(values: ReadonlyMap<string, Written>) {
    this.#values = new Map(values);
  }

  get values(): ReadonlyMap<string, Written> {
    return this.#values;
  }

  peek(key: string): unknown {
    return this.#values.get(key)?.raw;
  }

  /** The value, which is carried over by that. */
  take(key: string): unknown {
    const raw = this.peek(key);
    this.#values.delete(key);
    return raw;
  }

  /** Those of `names` that are there: { theirs: value }. */
  takeAll(names: Readonly<Record<string, string>>): Record<string, unknown> {
    const taken = Object.entries(names).map(([ours, theirs]) => [theirs, this.take(ours)] as const);
    return Object.fromEntries(taken.filter(([, raw]) => raw !== undefined));
  }
}

/** The members of an object; the last one of a name counts, `null` is as good as not written. */
export function membersOf(node: ValueNode, file: string, path = ""): ReadonlyMap<string, Written> {
  if (node.type !== "Object") return new Map();
  return new Map(
    node.members.filter(({ value }) => value.type !== "Null").map((member) => {
      const key = keyOf(member);
      const subject = path + key;
      return [key, { raw: plainValue(member.value), subject, where: placeOf(file, member) }];
    }),
  );
}

/** The elements of the list that `key` is. */
export function elementsOf(node: ValueNode, key: string): readonly ValueNode[] {
  const list = nodeAt(node, [key]);
  return list.type === "Array" ? list.elements.map(({ value }) => value) : [];
}
