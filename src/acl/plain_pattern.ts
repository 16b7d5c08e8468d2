// Most patterns of most lists are names in disguise, which a set finds faster than an automaton. Taken for names only
// where they say exactly that: shadowsocks-rust reads `^ads` and `\.cn` as names too, which they are not.

const NAME = String.raw`([\w-]+(?:\\\.[\w-]+)*)`;
const BELOW = String.raw`(?:\((?:\?:)?\^\|\\\.\)|\((?:\?:)?\\\.\|\^\)|\^\((?:\?:)?\.[*+]\\\.\)\?)`;
const SUFFIX = new RegExp(`^${BELOW}${NAME}\\$$`);
const HOST = new RegExp(`^\\^${NAME}\\$$`);

/** The `example.com` of `(^|\.)example\.com$` and `^(.+\.)?example\.com$`. */
export function suffixIn(pattern: string): string | undefined {
  return nameIn(SUFFIX.exec(pattern));
}

/** The `example.com` of `^example\.com$`. */
export function hostIn(pattern: string): string | undefined {
  return nameIn(HOST.exec(pattern));
}

function nameIn(match: RegExpExecArray | null): string | undefined {
  return match?.[1]?.replaceAll("\\.", ".").toLowerCase();
}
