// Sets of characters, as patterns have them. The alphabet is ASCII in lower case and one more symbol, which stands for
// everything else.

export const SYMBOLS = 129;
const ANYTHING_ELSE = 128;

/** One flag for each symbol. */
export type CharSet = Uint8Array;

const NAME_CHARACTERS = /[a-z0-9._-]/;

export function symbolOf(code: number): number {
  return code < ANYTHING_ELSE ? code : ANYTHING_ELSE;
}

/** Of characters, and ranges of them, both ends included; letters match in either case. */
export function charSetOf(...ranges: readonly (readonly [first: number, last: number])[]): CharSet {
  const set = new Uint8Array(SYMBOLS);
  for (const [first, last] of ranges) {
    for (let code = first; code <= last && code < ANYTHING_ELSE; code++) {
      set[String.fromCharCode(code).toLowerCase().charCodeAt(0)] = 1;
    }
    if (last >= ANYTHING_ELSE) set[ANYTHING_ELSE] = 1;
  }
  return set;
}

export function charSetOfText(text: string): CharSet {
  return charSetOf(...Array.from(text, (_, i): [number, number] => {
    const code = text.charCodeAt(i);
    return [code, code];
  }));
}

export function union(sets: readonly CharSet[]): CharSet {
  return new Uint8Array(SYMBOLS).map((_, symbol) => sets.some((set) => set[symbol] === 1) ? 1 : 0);
}

export function complement(set: CharSet): CharSet {
  return set.map((flag) => 1 - flag);
}

/** The class of each symbol: symbols that are in the same ones of `sets` are of one class. Classes count from 0. */
export function symbolClasses(sets: Iterable<CharSet>): Uint8Array {
  let classes = new Uint8Array(SYMBOLS);
  for (const set of new Set(sets)) {
    const numbers = new Map<number, number>();
    classes = classes.map((before, symbol) => {
      const parts = 2 * before + set[symbol]!;
      const number = numbers.get(parts) ?? numbers.size;
      numbers.set(parts, number);
      return number;
    });
  }
  return classes;
}

/** Whether a host name can have it. */
export function isNameCharacter(character: string): boolean {
  return NAME_CHARACTERS.test(character.toLowerCase());
}

const DIGITS = charSetOf([0x30, 0x39]);
const WORD = union([DIGITS, charSetOf([0x61, 0x7a]), charSetOfText("_")]);
const SPACE = charSetOfText(" \t\n\v\f\r");

export const ANY_CHARACTER = complement(charSetOfText("\n"));

/** What `\d` and the like stand for; `undefined` for another letter. */
export function namedCharSet(letter: string): CharSet | undefined {
  return NAMED.get(letter);
}

const NAMED: ReadonlyMap<string, CharSet> = new Map([
  ["d", DIGITS],
  ["D", complement(DIGITS)],
  ["w", WORD],
  ["W", complement(WORD)],
  ["s", SPACE],
  ["S", complement(SPACE)],
]);
