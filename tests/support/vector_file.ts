// Vectors of tests/vectors: each file says where its cases come from and what is expected of all of them.

const FOLDER = new URL("../vectors/", import.meta.url);

export interface VectorFile<Case> {
  readonly source: string;
  readonly expect: string;
  readonly cases: readonly Case[];
}

/** The cases of a file such as "crypto/aes_gcm.json". `count` is stated by the test, so that no loop is empty unseen. */
export function vectorCases<Case>(name: string, count: number): readonly Case[] {
  const text = Deno.readTextFileSync(new URL(name, FOLDER));
  const { cases } = JSON.parse(text) as VectorFile<Case>;
  if (cases.length !== count) {
    throw new Error(`${name} has ${cases.length} cases, not ${count}`);
  }
  return cases;
}
