// The keys of the 2022 edition as a user writes them: standard base64 of exactly as many bytes as the method's key, never
// a password. A client of a server with many users writes `iPSK0:iPSK1:...:uPSK` (SIP023).

/** Why a text is no key, as it reads behind the name of what should be one: "is 24 bytes long, must be 32". */
export interface PskFault {
  readonly fault: string;
}

/** Who a client is: its own key, and the keys that lead to it. */
export interface PskChain {
  /** The first one is the server's. */
  readonly identityKeys: readonly Uint8Array[];
  readonly userKey: Uint8Array;
}

export function parsePsk(text: string, keyBytes: number): Uint8Array | PskFault {
  const key = decodeBase64(text);
  if (key === undefined) return { fault: "is not base64" };
  if (key.length === keyBytes) return key;
  return { fault: `is ${key.length} bytes long, must be ${keyBytes}` };
}

export function parsePskChain(text: string, keyBytes: number): PskChain | PskFault {
  const parts = text.split(":");
  const keys: Uint8Array[] = [];
  for (const [i, part] of parts.entries()) {
    const key = parsePsk(part, keyBytes);
    if (!(key instanceof Uint8Array)) return parts.length === 1 ? key : inChain(key, i, parts);
    keys.push(key);
  }
  return { identityKeys: keys.slice(0, -1), userKey: keys.at(-1)! };
}

/** Which one it is; its text is a secret. */
function inChain({ fault }: PskFault, at: number, { length }: readonly string[]): PskFault {
  return { fault: `has ${length} keys, of which the ${ordinal(at + 1)} ${fault}` };
}

function ordinal(number: number): string {
  return ["first", "second", "third"][number - 1] ?? `${number}th`;
}

/** The standard alphabet only; `fromBase64` alone would pass over white space. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  return Uint8Array.fromBase64(text);
}
