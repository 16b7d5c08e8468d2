// The head of an HTTP message, as far as the demo's own client and target need to understand it.

import type { Decoded } from "../net/byte_reader.ts";

/** An HTTP head up to and with its empty line, as text. */
export function decodeHead(bytes: Uint8Array): Decoded<string> | undefined {
  // Latin-1 gives each byte one character, so that an index into the text is one into the bytes.
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  return end < 0 ? undefined : { value: text.slice(0, end + 4), end: end + 4 };
}
