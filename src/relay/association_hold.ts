// What keeps a UDP association alive: its TCP connection, on which nothing more is said (RFC 1928 section 7).

import type { Associate } from "../net/associate.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";

/** A client that says more than this takes the connection for something else. */
const MAX_IGNORED_BYTES = 16 * 1024;

/** Resolves when the client has finished, ignoring what it says until then; rejects when its connection breaks. */
export async function holdUntilEnd(client: StreamConn): Promise<void> {
  let ignored = 0;
  for (let chunk = await client.read(); chunk !== null; chunk = await client.read()) {
    ignored += chunk.length;
    if (ignored > MAX_IGNORED_BYTES) {
      throw new StreamError("rejected", "Cannot hold UDP association: its connection brings data");
    }
  }
}

/** Where packets are not relayed. */
export function refuseToAssociate(): ReturnType<Associate> {
  const failure = new DialError("denied", "Cannot associate: packets are not relayed here");
  return Promise.reject(failure);
}
