// Host names as people and programs write them -> names that can be asked for.

const MAX_NAME_BYTES = 253;
/** Letters, digits and hyphens (RFC 952, RFC 1123), and the underscore, which is none but in use. */
const NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
/** No such domain exists, and some programs read such a name as an address. */
const NUMERIC_END = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;
const PLAIN = /^[A-Za-z0-9_.-]+$/;
/** No other ASCII, to which a URL parser would give a meaning. */
const INTERNATIONAL = /^[A-Za-z0-9_.\-\u{80}-\u{10ffff}]+$/u;

export interface QueryName {
  /** In lower case, without the final dot; international names in punycode. */
  readonly name: string;
  /** Written with the final dot: no search list applies. */
  readonly isAbsolute: boolean;
}

/** `undefined` when nobody could have such a name. */
export function parseQueryName(text: string): QueryName | undefined {
  const isAbsolute = text.endsWith(".");
  const name = asciiName(isAbsolute ? text.slice(0, -1) : text);
  return name !== undefined && isQueryName(name) ? { name, isAbsolute } : undefined;
}

/** Of a name in lower case. */
export function isQueryName(name: string): boolean {
  return name.length <= MAX_NAME_BYTES && NAME.test(name) && !NUMERIC_END.test(name);
}

/** The URL parser has the tables of UTS 46; it is asked only for names that need them. */
function asciiName(text: string): string | undefined {
  if (PLAIN.test(text)) return text.toLowerCase();
  return INTERNATIONAL.test(text) ? URL.parse(`http://${text}`)?.hostname : undefined;
}
