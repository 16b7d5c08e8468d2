// The log's way into a file. Apart from log.ts, which loads it only when there is a log file: @logtape/file brings
// Node's process and file system along, as much to load as all the rest of a start.

import { getFileSink } from "@logtape/file";
import type { Sink, TextFormatter } from "@logtape/logtape";
import { ServiceError } from "../service/service_error.ts";

/** Throws a ServiceError when the file cannot be opened. */
export function openFileSink(file: string, formatter: TextFormatter): Sink {
  try {
    // Unbuffered, so that whoever reads along (fail2ban) and whoever is killed miss nothing.
    return getFileSink(file, { formatter, bufferSize: 0 });
  } catch (cause) {
    throw new ServiceError(
      `cannot write the log file ${file}`,
      "check the folder and its rights, or leave out --log-file",
      { cause },
    );
  }
}
