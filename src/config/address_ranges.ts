// Addresses as a rule names them: `192.0.2.0/24`, one address, or `192.0.2.1 - 192.0.2.9`.

import { parseBlock, parseRange } from "../acl/address_block.ts";
import type { Addresses } from "./route_settings.ts";

export function parseAddresses(text: string): Addresses | undefined {
  if (parseBlock(text.trim()) !== undefined) return text.trim();
  const [first = "", last = "", ...more] = text.split("-").map((end) => end.trim());
  const range = { first, last };
  return more.length === 0 && parseRange(range) !== undefined ? range : undefined;
}
