// What a prober says to a server: bytes, silences between them, and whether it has finished after them.

export interface Segment {
  readonly bytes: Uint8Array;
  /** Of silence before them. */
  readonly waitMs: number;
}

export interface Probe {
  /** Tells it from the others of its row. */
  readonly name: string;
  readonly segments: readonly Segment[];
  /** Sends FIN after the last segment. */
  readonly finishes: boolean;
}

/** Bytes with a name, said at once. */
export interface Saying {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function say({ name, bytes }: Saying): Probe {
  return { name, segments: bytes.length === 0 ? [] : [{ bytes, waitMs: 0 }], finishes: false };
}

export function sayAndFinish(saying: Saying): Probe {
  return { ...say(saying), finishes: true };
}

/** The same bytes, cut at `cuts`, with a silence at each cut. */
export function sayInPieces(
  { name, bytes }: Saying,
  { cuts, waitMs }: { readonly cuts: readonly number[]; readonly waitMs: number },
): Probe {
  const edges = [0, ...cuts, bytes.length];
  const segments = edges.slice(1).map((end, i) => ({
    bytes: bytes.subarray(edges[i]!, end),
    waitMs: i === 0 ? 0 : waitMs,
  }));
  return { name, segments, finishes: false };
}

/** Every byte on its own. */
export function sayByteByByte(saying: Saying, waitMs: number): Probe {
  const cuts = Array.from({ length: Math.max(saying.bytes.length - 1, 0) }, (_, i) => i + 1);
  return sayInPieces(saying, { cuts, waitMs });
}

export function finishing(probe: Probe): Probe {
  return { ...probe, finishes: true };
}
