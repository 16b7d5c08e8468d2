// The copy loops of a connection in STREAM. They know nothing of ciphers or protocols, and `await` is the
// back-pressure: at most one chunk is under way in each direction.

import type { StreamConn } from "../net/stream_conn.ts";

export type Direction = "uplink" | "downlink";

/** Why the copying stopped early: in which direction, and whether it was taking bytes in or handing them on. */
export class CopyError extends Error {
  override readonly name = "CopyError";
  readonly direction: Direction;
  readonly step: "read" | "write";

  constructor(
    at: { readonly direction: Direction; readonly step: "read" | "write" },
    cause: unknown,
  ) {
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    super(`The ${at.direction} broke${why}`, { cause });
    this.direction = at.direction;
    this.step = at.step;
  }
}

export interface Streams {
  readonly client: StreamConn;
  readonly upstream: StreamConn;
  /** The caller closes both as soon as both have finished: the last FIN then leaves with that, one system call less. */
  readonly closesAfter: boolean;
  /** Hears of each chunk before it is written. */
  readonly moved: (direction: Direction, bytes: number) => void;
  /** Hears of the end of each direction, after it was handed on. */
  readonly finished: (direction: Direction) => void;
}

/** Resolves when both directions have finished; rejects with a CopyError when one breaks. The caller closes. */
export function copyBothWays(streams: Streams): Promise<unknown> {
  const { client, upstream } = streams;
  const flows: Flows = { ...streams, open: 2 };
  const up = copy("uplink", { flows, from: client, to: upstream });
  const down = copy("downlink", { flows, from: upstream, to: client });
  return Promise.all([up.catch((error) => afterAnswer(error, down)), down]);
}

/** A target that takes no more may have said why (an upload that is too large): its answer goes to the client first. */
async function afterAnswer(error: CopyError, down: Promise<void>): Promise<never> {
  if (error.step === "write") await down;
  throw error;
}

interface Flows extends Pick<Streams, "closesAfter" | "moved" | "finished"> {
  /** Directions that go on. */
  open: number;
}

interface OneWay {
  readonly flows: Flows;
  readonly from: StreamConn;
  readonly to: StreamConn;
}

async function copy(direction: Direction, way: OneWay): Promise<void> {
  const { flows, from, to } = way;
  let step: CopyError["step"] = "read";
  try {
    let chunk = await from.read();
    while (chunk !== null) {
      flows.moved(direction, chunk.length);
      step = "write";
      await to.write(chunk);
      step = "read";
      // Not kept while waiting: its buffer may be large, and the pool may have no room for it.
      chunk = null;
      chunk = await from.read();
    }
    step = "write";
    const isLast = --flows.open === 0;
    if (!isLast || !flows.closesAfter) await to.closeWrite();
  } catch (cause) {
    throw new CopyError({ direction, step }, cause);
  }
  flows.finished(direction);
}
