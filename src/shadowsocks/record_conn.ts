// A stream of AEAD-2017.

import type { StreamConn } from "../net/stream_conn.ts";
import { Incoming2017, Outgoing2017 } from "./opening_2017.ts";
import type { RecordParts } from "./record.ts";
import { SealedConn } from "./sealed_conn.ts";

export class RecordConn extends SealedConn {
  constructor(lower: StreamConn, parts: RecordParts) {
    super(lower, {
      incoming: new Incoming2017(parts),
      outgoing: new Outgoing2017(parts),
      buffers: parts.buffers,
    });
  }
}
