// A StreamConn as the kind of stream that node's libraries work on.

import type { Duplex as NodeDuplex } from "node:stream";
import { asError } from "./as_error.ts";
import type { StreamConn } from "./stream_conn.ts";

// Not `import`, which a bundle would move to its top, for everybody to wait for.
const { Duplex } = await import("node:stream");

/** `conn` belongs to the result, which ends each half for itself. */
export function duplexOver(conn: StreamConn): NodeDuplex {
  return new Duplex({
    allowHalfOpen: true,
    // The lease on a chunk ends with the next read, and a Duplex reads ahead.
    read() {
      conn.read().then(
        (chunk) => this.push(chunk === null ? null : chunk.slice()),
        (error) => this.destroy(asError(error)),
      );
    },
    write(chunk: Uint8Array, _encoding, done) {
      conn.write(chunk).then(() => done(), done);
    },
    final(done) {
      conn.closeWrite().then(() => done(), done);
    },
    destroy(error, done) {
      conn.close();
      done(error);
    },
  });
}
