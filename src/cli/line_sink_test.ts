import { assertEquals } from "@std/assert";
import type { LogLevel, LogRecord } from "@logtape/logtape";
import { lineSink } from "./line_sink.ts";

Deno.test("lineSink() writes the lines of one turn at its end, in order and in one write", async () => {
  const outlet = new RecordingOutlet();
  const sink = lineSink(outlet, lineOf);
  sink(record("info", "a"));
  await Promise.resolve();
  sink(record("debug", "b"));
  assertEquals(outlet.writes, []);
  await turn();
  assertEquals(outlet.writes, ["a\nb\n"]);
  sink(record("info", "c"));
  await turn();
  assertEquals(outlet.writes, ["a\nb\n", "c\n"]);
});

for (const level of ["warning", "error", "fatal"] as const) {
  Deno.test(`lineSink() writes a line of level ${level} at once, behind the lines before it`, async () => {
    const outlet = new RecordingOutlet();
    const sink = lineSink(outlet, lineOf);
    sink(record("info", "before"));
    sink(record(level, "trouble"));
    assertEquals(outlet.writes, ["before\ntrouble\n"]);
    sink(record("info", "after"));
    await turn();
    assertEquals(outlet.writes, ["before\ntrouble\n", "after\n"]);
  });
}

Deno.test("lineSink() writes what is left and closes its outlet when it is disposed of", async () => {
  const outlet = new RecordingOutlet();
  const sink = lineSink(outlet, lineOf);
  sink(record("info", "last words"));
  sink[Symbol.dispose]();
  assertEquals(outlet.writes, ["last words\n"]);
  assertEquals(outlet.isClosed, true);
  await turn();
  assertEquals(outlet.writes, ["last words\n"]);
});

Deno.test("lineSink() goes on where a write ended early, also inside a character", () => {
  const outlet = new RecordingOutlet(3);
  lineSink(outlet, lineOf)(record("error", "déjà vu"));
  assertEquals(outlet.writes.length, 4);
  assertEquals(outlet.text, "déjà vu\n");
});

Deno.test("lineSink() drops the lines that its outlet does not take, and goes on with the next", () => {
  const outlet = new RecordingOutlet();
  const sink = lineSink(outlet, lineOf);
  outlet.isBroken = true;
  sink(record("error", "lost"));
  outlet.isBroken = false;
  sink(record("error", "told"));
  assertEquals(outlet.writes, ["told\n"]);
});

/** Takes at most `room` bytes in one write. */
class RecordingOutlet {
  readonly #chunks: Uint8Array[] = [];
  isBroken = false;
  isClosed = false;

  constructor(readonly room = Infinity) {}

  get writes(): readonly string[] {
    return this.#chunks.map((chunk) => new TextDecoder().decode(chunk));
  }

  get text(): string {
    return new TextDecoder().decode(Uint8Array.from(this.#chunks.flatMap((chunk) => [...chunk])));
  }

  writeSync(bytes: Uint8Array): number {
    if (this.isBroken || this.isClosed) throw new Error("No space left on device");
    const taken = bytes.slice(0, Math.min(this.room, bytes.length));
    this.#chunks.push(taken);
    return taken.length;
  }

  [Symbol.dispose](): void {
    this.isClosed = true;
  }
}

function record(level: LogLevel, text: string): LogRecord {
  return {
    category: ["test"],
    level,
    message: [text],
    rawMessage: text,
    timestamp: 0,
    properties: {},
  };
}

function lineOf({ message }: LogRecord): string {
  return `${message.join("")}\n`;
}

/** The end of this turn of the event loop: what was to happen there was asked for before. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
