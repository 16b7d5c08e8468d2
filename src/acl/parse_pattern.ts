// Regular expressions over host names: what PCRE (shadowsocks-libev) and Rust's regex (shadowsocks-rust) have in common
// and an automaton can decide in one pass over the name. So there are no references back, no looking around and no word
// boundaries; whether a repetition is greedy makes no difference to whether it matches.
//
//   choice     = sequence *( "|" sequence )
//   sequence   = *( atom [ ( "*" / "+" / "?" / "{" n "}" / "{" n ",}" / "{" n "," m "}" ) [ "?" ] ] )
//   atom       = character / "." / "^" / "$" / "\" escape / "[" ["^"] class "]" / "(" [ "?:" / "?i:" / "?<name>" ] choice ")"

import {
  ANY_CHARACTER,
  type CharSet,
  charSetOfText,
  isNameCharacter,
  namedCharSet,
} from "./char_set.ts";
import { parseCharClass } from "./parse_char_class.ts";
import { PatternError } from "./pattern_error.ts";
import { type PatternNode, type Repeated, sizeOf } from "./pattern_node.ts";
import { TextCursor } from "./text_cursor.ts";

const MAX_DEPTH = 50;
const MAX_SIZE = 5000;
const GROUP_OPENING = /\((?!\?)|\(\?(?:i?:|P?<\w+>)/y;
const INLINE_FLAG = /\(\?i\)/y;
const REPEATED = /(?:([*+?])|\{(\d{1,4})(,(\d{0,4}))?\})\??(?![*+?])/y;
const REPEATED_BY: Readonly<Record<string, Repeated>> = {
  "*": { min: 0, max: Infinity },
  "+": { min: 1, max: Infinity },
  "?": { min: 0, max: 1 },
};
const ANCHORS: ReadonlyMap<string, PatternNode> = new Map([
  ["^", { kind: "start" }],
  ["\\A", { kind: "start" }],
  ["$", { kind: "end" }],
  ["\\z", { kind: "end" }],
  ["\\Z", { kind: "end" }],
]);

/** Throws a PatternError. */
export function parsePattern(source: string): PatternNode {
  const cursor = new TextCursor(source);
  const node = parseChoice(cursor, 0);
  if (!cursor.isAtEnd) throw cursor.error('")" closes nothing', 'write "\\)" for the character');
  if (sizeOf(node) > MAX_SIZE) {
    throw new PatternError("the pattern is too large", {
      offset: 0,
      hint:
        `it may stand for ${MAX_SIZE} characters with all its repetitions: use several patterns`,
    });
  }
  return node;
}

function parseChoice(cursor: TextCursor, depth: number): PatternNode {
  if (depth > MAX_DEPTH) {
    throw cursor.error("the groups are nested too deeply", `up to ${MAX_DEPTH} are taken`);
  }
  const options = [parseSequence(cursor, depth)];
  while (cursor.skip("|")) options.push(parseSequence(cursor, depth));
  return options.length === 1 ? options[0]! : { kind: "choice", options };
}

function parseSequence(cursor: TextCursor, depth: number): PatternNode {
  const parts: PatternNode[] = [];
  while (!cursor.isAtEnd && !cursor.sees("|") && !cursor.sees(")")) {
    if (cursor.take(INLINE_FLAG) === undefined) parts.push(parseRepetition(cursor, depth));
  }
  return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
}

function parseRepetition(cursor: TextCursor, depth: number): PatternNode {
  const part = parseAtom(cursor, depth);
  const times = cursor.take(REPEATED);
  if (times === undefined) return part;
  const [, sign, least, comma, most] = times;
  if (sign !== undefined) return { kind: "repetition", part, ...REPEATED_BY[sign]! };
  const min = Number(least);
  const max = comma === undefined ? min : most === "" ? Infinity : Number(most);
  if (max < min) throw cursor.error("the repetition ends below its beginning", "as in {2,5}");
  return { kind: "repetition", part, min, max };
}

function parseAtom(cursor: TextCursor, depth: number): PatternNode {
  if (cursor.sees("(")) return parseGroup(cursor, depth);
  if (cursor.skip("[")) return character(parseCharClass(cursor));
  if (cursor.skip(".")) return character(ANY_CHARACTER);
  for (const [spelling, anchor] of ANCHORS) if (cursor.skip(spelling)) return anchor;
  if (cursor.sees("*") || cursor.sees("+") || cursor.sees("?") || cursor.sees("{")) {
    const hint = "for a name and all below it write ||example.com, or (^|\\.)example\\.com$";
    throw cursor.error("there is nothing here to repeat", hint);
  }
  return cursor.skip("\\") ? character(parseEscape(cursor)) : literal(cursor);
}

function parseGroup(cursor: TextCursor, depth: number): PatternNode {
  const opening = cursor.offset;
  if (cursor.take(GROUP_OPENING) === undefined) {
    throw cursor.error(
      "looking around is not supported",
      "use (?:...), and a list for what is exempt",
    );
  }
  const node = parseChoice(cursor, depth + 1);
  if (!cursor.skip(")")) {
    const hint = 'add ")", or write "\\(" for the character';
    throw new PatternError('"(" is not closed', { offset: opening, hint });
  }
  return node;
}

function parseEscape(cursor: TextCursor): CharSet {
  const { offset } = cursor;
  const letter = cursor.next();
  const named = namedCharSet(letter);
  if (named !== undefined) return named;
  if (letter === "" || /[a-z0-9]/i.test(letter)) {
    const hint =
      "of escapes there are \\d \\w \\s \\D \\W \\S, and \\ before what is no letter or digit";
    throw new PatternError(`"\\${letter}" is not supported`, { offset: offset - 1, hint });
  }
  return literalSet(letter, offset);
}

function literal(cursor: TextCursor): PatternNode {
  const { offset } = cursor;
  return character(literalSet(cursor.next(), offset));
}

/** What can never match is a slip, most often a URL or a comment. */
function literalSet(letter: string, offset: number): CharSet {
  if (isNameCharacter(letter)) return charSetOfText(letter);
  const hint = "patterns are searched in names such as www.xn--bcher-kva.example";
  throw new PatternError(`no host name has ${JSON.stringify(letter)} in it`, { offset, hint });
}

function character(set: CharSet): PatternNode {
  return { kind: "character", set };
}
