// A program that connects to the port it is given until that fails, and says where it was that it failed.

import { BufferPool } from "../../src/net/buffer_pool.ts";
import { tcpConnector } from "../../src/net/deno_tcp_connect.ts";
import { DialError } from "../../src/net/dial_failure.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";

const connect = tcpConnector(new BufferPool(), { noDelay: true, keepAlive: false });
const { signal } = new AbortController();
const port = Number(Deno.args[0]);
const conns: StreamConn[] = [];
try {
  for (;;) conns.push(await connect({ host: "127.0.0.1", port }, signal));
} catch (error) {
  for (const conn of conns) conn.close();
  console.log(error instanceof DialError ? `failed at: ${error.at}` : error);
}
