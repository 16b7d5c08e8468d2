// The log: LogTape, set up in this one place. Lines go to standard error or to a file, as text or as JSON.

import {
  configure,
  dispose,
  getLogger,
  type Logger,
  type LogRecord,
  sanitizeControlSequences,
  type Sink,
} from "@logtape/logtape";
import type { LogConfig } from "../config/config.ts";
import { ServiceError } from "../service/service_error.ts";
import { type LineOutlet, lineSink } from "./line_sink.ts";

export interface Log extends AsyncDisposable {
  readonly logger: Logger;
}

export async function openLog(config: LogConfig): Promise<Log> {
  await configure({
    reset: true,
    sinks: { out: openSink(config) },
    loggers: [
      { category: "umbra", sinks: ["out"], lowestLevel: config.level },
      // LogTape's own troubles.
      { category: ["logtape", "meta"], sinks: ["out"], lowestLevel: "error" },
    ],
  });
  return { logger: getLogger("umbra"), [Symbol.asyncDispose]: dispose };
}

/** `2025-11-21T10:04:15.502Z WARNING ...`: one line, whatever the message holds. */
export function textLine(record: LogRecord): string {
  const message = sanitizeControlSequences(messageOf(record), {
    sgr: "escape",
    newlines: "escape",
  });
  return `${timeOf(record)} ${record.level.toUpperCase()} ${message}\n`;
}

/** The same message, and each of its parts by name. */
export function jsonLine(record: LogRecord): string {
  const { level, properties } = record;
  const head = { time: timeOf(record), level, message: messageOf(record) };
  // Once more at the end: the head comes first, and no property can take its place.
  return JSON.stringify({ ...head, ...properties, ...head }) + "\n";
}

function openSink({ format, file }: LogConfig): Sink {
  const outlet = file === undefined ? Deno.stderr : openFile(file);
  return lineSink(outlet, format === "json" ? jsonLine : textLine);
}

function openFile(file: string): LineOutlet {
  try {
    return Deno.openSync(file, { append: true, create: true });
  } catch (cause) {
    throw new ServiceError(
      `cannot write the log file ${file}`,
      "check the folder and its rights, or leave out --log-file",
      { cause },
    );
  }
}

/** Texts and values alternate. */
function messageOf({ message }: LogRecord): string {
  return message.map(String).join("");
}

function timeOf({ timestamp }: LogRecord): string {
  return new Date(timestamp).toISOString();
}
