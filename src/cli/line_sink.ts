// Where log lines leave the program. The lines of one turn of the event loop leave in one write at its end, because a
// write costs more than all that comes before it. A warning or worse leaves at once, behind the lines before it.

import { compareLogLevel, type LogRecord, type Sink, type TextFormatter } from "@logtape/logtape";

/** A file or stream as the log needs it. */
export interface LineOutlet {
  /** Writes at least a part, and returns how much. */
  writeSync(bytes: Uint8Array): number;
  /** Where it is the log's to close. */
  [Symbol.dispose]?(): void;
}

/** What tells LogTape that a record is not read after the call: it then spares us a copy. */
const READS_AT_ONCE = Symbol.for("LogTape.sinkSnapshotPolicy.immediate");

/** Owns `outlet`. Disposing of the sink writes what is left. */
export function lineSink(outlet: LineOutlet, format: TextFormatter): Sink & Disposable {
  const lines = new PendingLines(outlet);
  const sink = (record: LogRecord) => {
    lines.add(format(record));
    if (compareLogLevel(record.level, "warning") >= 0) lines.flush();
  };
  return Object.assign(sink, {
    [READS_AT_ONCE]: true,
    [Symbol.dispose]: () => lines[Symbol.dispose](),
  });
}

class PendingLines implements Disposable {
  readonly #outlet: LineOutlet;
  #text = "";

  constructor(outlet: LineOutlet) {
    this.#outlet = outlet;
  }

  add(line: string): void {
    if (this.#text === "") setImmediate(() => this.flush());
    this.#text += line;
  }

  flush(): void {
    let rest = new TextEncoder().encode(this.#text);
    this.#text = "";
    try {
      while (rest.length > 0) rest = rest.subarray(this.#outlet.writeSync(rest));
    } catch {
      // Closed, or no room left: the log was the place to say so.
    }
  }

  [Symbol.dispose](): void {
    this.flush();
    this.#outlet[Symbol.dispose]?.();
  }
}
