// Records what shadowsocks-libev says for each method, as vectors for our reader:
//   deno run -A scripts/make_vectors.ts
// An ss-tunnel to 127.0.0.1:80 is given two writes, and the server it speaks to is a listener that only listens.

import { aeadMethod, METHOD_2017_NAMES, TAG_BYTES } from "../src/crypto/method_table.ts";
import type { CipherName } from "../src/crypto/method_table.ts";
import { concatBytes } from "../src/net/bytes.ts";
import { freePorts } from "../tests/support/listening_ports.ts";
import { startPeer } from "../tests/support/peer_process.ts";
import { chunksOf, writeAll } from "../tests/support/test_conn.ts";

const FILE = new URL("../tests/vectors/shadowsocks/libev_openings_2017.json", import.meta.url);
const PASSWORD = "foobar";
/** ATYP, 127.0.0.1, port 80. */
const ADDRESS = Uint8Array.of(1, 127, 0, 0, 1, 0, 80);
const WRITES = ["hi", "there"].map((text) => new TextEncoder().encode(text));
/** It puts the address into a record of its own. */
const OPENING = [ADDRESS, WRITES[0]!];

const cases = [];
for (const method of METHOD_2017_NAMES) cases.push(await record(method));
const source = `what ss-tunnel of shadowsocks-libev sends for -L 127.0.0.1:80 when it is given ` +
  `"hi" and then "there" (scripts/make_vectors.ts)`;
await Deno.writeTextFile(
  FILE,
  JSON.stringify({ source, expect: "success", cases }, null, 2) + "\n",
);

async function record(method: CipherName) {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [port] = freePorts(1);
  const args = ["-s", "127.0.0.1", "-p", `${server.addr.port}`, "-b", "127.0.0.1", "-l", `${port}`];
  const more = ["-L", "127.0.0.1:80", "-m", method, "-k", PASSWORD];
  await using _tunnel = await startPeer("ss-tunnel", { args: [...args, ...more], port: port! });
  using client = await Deno.connect({ hostname: "127.0.0.1", port: port! });
  await writeAll(client, WRITES[0]!);
  using accepted = await server.accept();
  const { saltBytes } = aeadMethod(method);
  const sealed = chunksOf(accepted);
  const opening = await readExactly(sealed, saltBytes + sealedBytes(...OPENING));
  await writeAll(client, WRITES[1]!);
  const stream = concatBytes(opening, await readExactly(sealed, sealedBytes(WRITES[1]!)));
  return {
    name: method,
    method,
    password: PASSWORD,
    salt: stream.slice(0, saltBytes).toHex(),
    records: [...OPENING, WRITES[1]!].map((payload) => payload.toHex()),
    sealed: stream.slice(saltBytes).toHex(),
  };
}

/** Of one record each. */
function sealedBytes(...payloads: readonly Uint8Array[]): number {
  return payloads.reduce((sum, { length }) => sum + 2 + TAG_BYTES + length + TAG_BYTES, 0);
}

async function readExactly(
  chunks: AsyncIterator<Uint8Array>,
  length: number,
): Promise<Uint8Array> {
  let bytes: Uint8Array = new Uint8Array(0);
  while (bytes.length < length) {
    const { done, value } = await chunks.next();
    if (done) throw new Error(`The stream ended after ${bytes.length} of ${length} bytes`);
    bytes = concatBytes(bytes, value);
  }
  if (bytes.length > length) throw new Error(`Got ${bytes.length} bytes where ${length} were due`);
  return bytes;
}
