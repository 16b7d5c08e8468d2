// What the demo downloads: a small HTTP server of our own, so that the demo needs nothing but this program.

import type { HostPort } from "../net/address.ts";
import { ByteReader } from "../net/byte_reader.ts";
import type { StreamConn, StreamListener } from "../net/stream_conn.ts";
import { decodeHead } from "./demo_head.ts";

export interface DemoTarget {
  readonly address: HostPort;
  close(): void;
}

/** Answers every request with `body`, then closes, as HTTP/1.0 did. */
export function serveDemoTarget(listener: StreamListener, body: Uint8Array): DemoTarget {
  let isClosed = false;
  const acceptAll = async () => {
    while (!isClosed) {
      const conn = await listener.accept();
      // A client that leaves early is its own affair: the path that it came on reports it.
      answer(conn, body).catch(() => {}).finally(() => conn.close());
    }
  };
  // Rejects once the listener is closed.
  acceptAll().catch(() => {});
  return {
    address: listener.address,
    close: () => {
      isClosed = true;
      listener.close();
    },
  };
}

async function answer(conn: StreamConn, body: Uint8Array): Promise<void> {
  const head = await new ByteReader(conn).readMessage(decodeHead);
  await conn.write(new TextEncoder().encode(
    `HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
  ));
  if (!head.startsWith("HEAD ")) await conn.write(body);
  await conn.closeWrite();
  // Until the client has finished too: closing before could cut off what is still on its way.
  while (await conn.read() !== null);
}
