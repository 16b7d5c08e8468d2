// Names, and names with all that is below them.

export class NameSet {
  readonly #hosts: ReadonlySet<string>;
  readonly #suffixes: ReadonlySet<string>;
  /** Of the longest suffix: a name of a hundred labels costs no more than one of as many as that. */
  readonly #maxLabels: number;

  constructor(names: { readonly hosts: readonly string[]; readonly suffixes: readonly string[] }) {
    this.#hosts = new Set(names.hosts);
    this.#suffixes = new Set(names.suffixes);
    this.#maxLabels = names.suffixes.reduce((most, name) => Math.max(most, labelsOf(name)), 0);
  }

  has(name: string): boolean {
    if (this.#hosts.has(name)) return true;
    let labelEnd = name.length;
    for (let labels = 1; labels <= this.#maxLabels && labelEnd > 0; labels++) {
      labelEnd = name.lastIndexOf(".", labelEnd - 1);
      if (this.#suffixes.has(name.slice(labelEnd + 1))) return true;
    }
    return false;
  }
}

function labelsOf(name: string): number {
  let labels = 1;
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) labels++;
  return labels;
}
