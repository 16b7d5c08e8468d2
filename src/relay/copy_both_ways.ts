// The copy loops of a connection in STREAM. They know nothing of ciphers or protocols, and `await` is the
// back-pressure: at most one chunk is under way in each direction.

import type { StreamConn } from "../net/stream_conn.ts";

export type Direction = "uplink" | "downlink";

/** Why the copying stopped early, and in which direction. */
export class CopyError extends Error {
  override readonly name = "CopyError";
  readonly direction: Direction;

  constructor(direction: Direction, cause: unknown) {
    super(`Cannot copy on: the ${direction} broke`, { cause });
    this.direction = direction;
  }
}

export interface Streams {
  readonly client: StreamConn;
  readonly upstream: StreamConn;
  /** The read of the client that is outstanding since before the dial. */
  readonly early: Promise<Uint8Array | null>;
  /** Hears of each chunk before it is written. */
  readonly moved: (direction: Direction, bytes: number) => void;
  /** Hears of the end of each direction, after it was handed on. */
  readonly finished: (direction: Direction) => void;
}

/** Resolves when both directions have finished; rejects with a CopyError when one breaks. The caller closes. */
export async function copyBothWays(streams: Streams): Promise<void> {
  const { client, upstream, early } = streams;
  await Promise.all([
    copy("uplink", { ...streams, first: early, from: client, to: upstream }),
    copy("downlink", { ...streams, first: upstream.read(), from: upstream, to: client }),
  ]);
}

interface OneWay extends Pick<Streams, "moved" | "finished"> {
  readonly first: Promise<Uint8Array | null>;
  readonly from: StreamConn;
  readonly to: StreamConn;
}

async function copy(direction: Direction, way: OneWay): Promise<void> {
  const { first, from, to, moved, finished } = way;
  try {
    for (let chunk = await first; chunk !== null; chunk = await from.read()) {
      moved(direction, chunk.length);
      await to.write(chunk);
    }
    await to.closeWrite();
  } catch (cause) {
    throw new CopyError(direction, cause);
  }
  finished(direction);
}
