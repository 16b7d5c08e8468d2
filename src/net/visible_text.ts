// Words of others where they may reach a terminal: shown, not obeyed.

/** Control characters, those that turn the direction of writing, and halves of a character, as `\u{1b}`. */
export function visibleText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu,
    escaped,
  );
}

function escaped(unit: string): string {
  return `\\u{${unit.codePointAt(0)!.toString(16)}}`;
}
