// User name and password in an HTTP field (RFC 7617): "Basic", then base64 of "name:password" in UTF-8.

export interface BasicCredentials {
  readonly name: string;
  readonly password: string;
}

/** The scheme in any case; the RFC's one space, or several. */
const BASIC = /^basic +(\S*)$/i;

/** The alphabet of RFC 4648 section 4; the padding may be left out. */
const BASE64 = /^[0-9A-Za-z+/]*={0,2}$/;

/** Whether a client that sends this tries Basic at all; others (Digest, NTLM) can be told what we take. */
export function isBasic(value: string): boolean {
  return /^basic(?: |$)/i.test(value);
}

/** `undefined` when there is no name and password in it. A colon ends the name, and may be in the password. */
export function parseBasic(value: string): BasicCredentials | undefined {
  const [, encoded] = BASIC.exec(value) ?? [];
  const text = encoded === undefined ? undefined : decodeText(encoded);
  const colon = text?.indexOf(":") ?? -1;
  if (text === undefined || colon === -1) return undefined;
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Throws a RangeError when the name has a colon, or either has a control character: the RFC allows neither. */
export function formatBasic({ name, password }: BasicCredentials): string {
  if (name.includes(":") || /\p{Cc}/u.test(name + password)) {
    throw new RangeError("Cannot encode user name and password: HTTP has no place for a character");
  }
  return `Basic ${new TextEncoder().encode(`${name}:${password}`).toBase64()}`;
}

function decodeText(base64: string): string | undefined {
  if (!BASE64.test(base64)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
