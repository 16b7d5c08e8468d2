// Address headers that only somebody with the key can send, and that no client would.

/** Whole, and wrong. */
export const WRONG_ADDRESSES: Readonly<Record<string, readonly number[]>> = {
  "type 0": [0, 127, 0, 0, 1, 0, 80],
  "type 2": [2, 127, 0, 0, 1, 0, 80],
  "type 5": [5, 127, 0, 0, 1, 0, 80],
  "type 0x11, IPv4 but for a flag": [0x11, 127, 0, 0, 1, 0, 80],
  "type 0x13, a name but for a flag": [0x13, 9, ...ascii("localhost"), 0, 80],
  "type 0xff": [0xff, 127, 0, 0, 1, 0, 80],
  "an empty name": [3, 0, 0, 80],
  "a name that is not UTF-8": [3, 4, 0xff, 0xfe, 0xc0, 0x80, 0, 80],
  "a name with NUL": [3, 10, ...ascii("localhost"), 0, 0, 80],
  "a name with a line break": [3, 10, ...ascii("localhost\n"), 0, 80],
  "port 0": [1, 127, 0, 0, 1, 0, 0],
};

/** Right as far as they go. */
export const CUT_ADDRESSES: Readonly<Record<string, readonly number[]>> = {
  "a name of 255 bytes that is cut": [3, 255, ...ascii("localhost"), 0, 80],
  "IPv6 that is cut": [4, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  "no port": [1, 127, 0, 0, 1],
  "half a port": [1, 127, 0, 0, 1, 80],
};

function ascii(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}
