// A message of a SOCKS client, or the refusal that it gets in the words of its protocol.

import { DecodeError } from "../codec/decode_error.ts";
import type { ByteReader, Decode } from "../net/byte_reader.ts";
import { StreamError } from "../net/stream_error.ts";

/** Rejects with `rejected` when the message is malformed, after `refuse` has answered it where there is an answer. */
export async function readOrRefuse<T>(
  reader: ByteReader,
  decode: Decode<T>,
  refuse: (error: DecodeError) => Promise<void>,
): Promise<T> {
  try {
    return await reader.readMessage(decode);
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    await refuse(cause);
    throw new StreamError("rejected", cause.message, { cause });
  }
}
