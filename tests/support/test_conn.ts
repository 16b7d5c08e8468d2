// The client's end of a TCP connection in tests, by read, write and closeWrite: `conn.readable` would close the whole
// socket at EOF.

const CHUNK_BYTES = 64 * 1024;

/** What the peer sends, chunk by chunk, to its FIN. Each chunk is overwritten by the next. */
export async function* chunksOf(conn: Deno.Conn): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const length = await conn.read(buffer);
    if (length === null) return;
    yield buffer.subarray(0, length);
  }
}

export async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}
