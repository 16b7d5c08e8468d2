// A StreamConn that shows, by what it carries, whose it is.

import type { StreamConn } from "./stream_conn.ts";

export interface UserConn extends StreamConn {
  /** `undefined` before the first read, and where everybody has the same key. */
  readonly user?: string | undefined;
}
