// One connection as packets, wherever they were seen (on the wire, or as a socket tells of them), and what a prober
// learns from them.

export interface Packet {
  /** Milliseconds since an arbitrary start. */
  readonly at: number;
  readonly from: "client" | "server";
  /** Of payload. */
  readonly bytes: number;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
}

/** `FIN, RST`: closed with bytes unread. `nothing`: never closed for as long as the prober waited. */
export type End = "FIN" | "RST" | "FIN, RST" | "nothing";

export interface Reaction {
  /** Bytes that the server has sent. */
  readonly heard: number;
  readonly end: End;
  /** From the client's SYN to the server's end. */
  readonly fromSynMs: number;
  /** From the last that the client said before the end, its FIN included; from its SYN when it said nothing. */
  readonly fromLastSaidMs: number;
  /** What a byte got that was sent after the end; a client that had finished cannot send one. */
  readonly afterByte: "RST" | "silence";
}

/** `trace`: in order of time, beginning with the client's SYN. */
export function reactionOf(trace: readonly Packet[]): Reaction {
  const [syn] = trace;
  if (syn === undefined) throw new Error("Cannot tell a reaction: no packet was seen");
  const heard = trace.reduce((sum, { from, bytes }) => from === "server" ? sum + bytes : sum, 0);
  const endAt = trace.findIndex(({ from, fin, rst }) => from === "server" && (fin || rst));
  if (endAt < 0) {
    return {
      ...{ heard, end: "nothing", fromSynMs: Infinity },
      ...{ fromLastSaidMs: Infinity, afterByte: "silence" },
    };
  }
  const ending = trace[endAt]!;
  const said = trace.slice(0, endAt).findLast(isSaid) ?? syn;
  return {
    heard,
    fromSynMs: ending.at - syn.at,
    fromLastSaidMs: ending.at - said.at,
    ...afterwards(ending, trace.slice(endAt + 1)),
  };
}

function isSaid({ from, bytes, fin }: Packet): boolean {
  return from === "client" && (bytes > 0 || fin);
}

/** A reset before our late byte is the server's own; after it, what any closed port answers. */
function afterwards(ending: Packet, rest: readonly Packet[]): Pick<Reaction, "end" | "afterByte"> {
  const byteAt = rest.findIndex(({ from, bytes }) => from === "client" && bytes > 0);
  const isReset = ({ from, rst }: Packet) => from === "server" && rst;
  const before = byteAt < 0 ? rest : rest.slice(0, byteAt);
  const after = byteAt < 0 ? [] : rest.slice(byteAt);
  return {
    end: ending.rst ? "RST" : before.some(isReset) ? "FIN, RST" : "FIN",
    afterByte: after.some(isReset) ? "RST" : "silence",
  };
}

/** One line, for people. */
export function describeTrace(trace: readonly Packet[]): string {
  const start = trace[0]?.at ?? 0;
  return trace.map(({ at, from, bytes, syn, fin, rst }) => {
    const flags = [syn && "SYN", fin && "FIN", rst && "RST"].filter((flag) => flag !== false);
    const what = [...flags, ...(bytes > 0 ? [`${bytes} bytes`] : [])].join(" ") || "ACK";
    return `${from} ${what} at ${(at - start).toFixed(1)} ms`;
  }).join(", ");
}
