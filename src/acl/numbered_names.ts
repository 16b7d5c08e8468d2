// Names -> the numbers of the rules that have them, so that a decision among thousands of rules asks only as often as
// the name has labels.

export class NumberedNames {
  readonly #hosts = new Map<string, number[]>();
  readonly #suffixes = new Map<string, number[]>();

  /** The name alone. */
  addHost(name: string, number: number): void {
    add(this.#hosts, name, number);
  }

  /** The name and all below it. */
  addSuffix(name: string, number: number): void {
    add(this.#suffixes, name, number);
  }

  /** `name`: lower case, no dot at its end. In no order. */
  numbersOf(name: string): readonly number[] {
    const found = [...this.#hosts.get(name) ?? []];
    if (this.#suffixes.size === 0) return found;
    for (let at = 0;;) {
      found.push(...this.#suffixes.get(name.slice(at)) ?? []);
      const dot = name.indexOf(".", at);
      if (dot === -1) return found;
      at = dot + 1;
    }
  }
}

function add(map: Map<string, number[]>, name: string, number: number): void {
  const numbers = map.get(name);
  if (numbers === undefined) map.set(name, [number]);
  else numbers.push(number);
}
