// What comes on standard input, whole, and no more of it than makes sense.

import { concatBytes } from "../net/bytes.ts";
import { UsageError } from "./usage_error.ts";

/** As much as is taken from the network. */
const MAX_BYTES = 1024 * 1024;

/** Rejects with a UsageError. */
export async function readStandardInput(): Promise<string> {
  const chunks: Uint8Array[] = [];
  const buffer = new Uint8Array(64 * 1024);
  let length = 0;
  for (;;) {
    const count = await Deno.stdin.read(buffer);
    if (count === null) return new TextDecoder().decode(concatBytes(...chunks));
    length += count;
    if (length > MAX_BYTES) {
      throw new UsageError("standard input is longer than 1 MiB", "give it links only");
    }
    chunks.push(buffer.slice(0, count));
  }
}
