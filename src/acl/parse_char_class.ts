// A class of characters within a pattern: `[a-z0-9-]`, `[^.]`, `[\w.]`.

import { type CharSet, charSetOf, complement, namedCharSet, union } from "./char_set.ts";
import { PatternError } from "./pattern_error.ts";
import type { TextCursor } from "./text_cursor.ts";

const CLOSE_IT = 'add "]", or write "\\[" for the character';

/** The cursor stands after the "[". Throws a PatternError. */
export function parseCharClass(cursor: TextCursor): CharSet {
  const isNegated = cursor.skip("^");
  const parts: CharSet[] = [];
  // In first place "]" is a character.
  do parts.push(parseMember(cursor)); while (!cursor.skip("]"));
  const set = union(parts);
  return isNegated ? complement(set) : set;
}

function parseMember(cursor: TextCursor): CharSet {
  if (cursor.sees("[:")) {
    throw cursor.error('"[:" is not supported in a class', "write a-z, 0-9 or \\w");
  }
  const { offset } = cursor;
  const first = parseEnd(cursor);
  if (typeof first !== "number") return first;
  if (!cursor.sees("-") || cursor.sees("-]")) return charSetOf([first, first]);
  cursor.skip("-");
  const last = parseEnd(cursor);
  if (typeof last !== "number" || last < first) {
    const hint = 'as in a-z; write "\\-" for the character';
    throw new PatternError("this is no range of characters", { offset, hint });
  }
  return charSetOf([first, last]);
}

/** A character, or a set that an escape names. */
function parseEnd(cursor: TextCursor): number | CharSet {
  const { offset } = cursor;
  const isEscaped = cursor.skip("\\");
  const character = cursor.next();
  if (character === "") throw cursor.error('"[" is not closed', CLOSE_IT);
  if (!isEscaped) return character.codePointAt(0)!;
  const named = namedCharSet(character);
  if (named === undefined && /[a-z0-9]/i.test(character)) {
    const hint = "write the character itself";
    throw new PatternError(`"\\${character}" is not supported`, { offset, hint });
  }
  return named ?? character.codePointAt(0)!;
}
