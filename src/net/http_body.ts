// The body of an answer, whole, as long as it is no more than makes sense.

import { concatBytes } from "./bytes.ts";
import { TooLongError } from "./http_get.ts";

/** Rejects with a TooLongError as soon as there are more than `maxBytes`. */
export async function readHttpBody(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new TooLongError(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return concatBytes(...chunks);
}
