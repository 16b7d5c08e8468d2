// What a prober says to a server: bytes, silences between them, and whether it has finished after them.

export interface Segment {
  readonly bytes: Uint8Array;
  /** Of silence before them. */
  readonly waitMs: number;
}

export interface Probe {
  /** Tells it from the others of its row. */
  readonly name: string;
  /** Made when they are about to be sent: there may be a time in them. */
  readonly segments: () => readonly Segment[];
  /** Sends FIN after the last segment. */
  readonly finishes: boolean;
}

/** Bytes with a name, said at once. */
export interface Saying {
  readonly name: string;
  /** As {@link Probe.segments}. */
  readonly bytes: () => Uint8Array;
}

export function say({ name, bytes }: Saying): Probe {
  return { name, segments: () => inPieces(bytes(), { cuts: [], waitMs: 0 }), finishes: false };
}

export function sayAndFinish(saying: Saying): Probe {
  return { ...say(saying), finishes: true };
}

/** The same bytes, cut at `cuts`, with a silence at each cut. */
export function sayInPieces({ name, bytes }: Saying, cutting: Cutting): Probe {
  return { name, segments: () => inPieces(bytes(), cutting), finishes: false };
}

/** Every byte on its own. */
export function sayByteByByte({ name, bytes }: Saying, waitMs: number): Probe {
  const segments = () => {
    const whole = bytes();
    const cuts = Array.from({ length: Math.max(whole.length - 1, 0) }, (_, i) => i + 1);
    return inPieces(whole, { cuts, waitMs });
  };
  return { name, segments, finishes: false };
}

export function finishing(probe: Probe): Probe {
  return { ...probe, finishes: true };
}

interface Cutting {
  readonly cuts: readonly number[];
  readonly waitMs: number;
}

/** None for no bytes. */
function inPieces(bytes: Uint8Array, { cuts, waitMs }: Cutting): readonly Segment[] {
  if (bytes.length === 0) return [];
  const edges = [0, ...cuts, bytes.length];
  return edges.slice(1).map((end, i) => ({
    bytes: bytes.subarray(edges[i]!, end),
    waitMs: i === 0 ? 0 : waitMs,
  }));
}
