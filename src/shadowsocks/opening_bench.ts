// What does the opening of a stream cost both sides together: salt, subkey, first record there and back again?

import { assertEquals } from "@std/assert";
import { ENGINES, recordParts, suitesOf } from "../../tests/support/cipher_suites.ts";
import { MirrorConn } from "../../tests/support/mirror_conn.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";
import { RecordConn } from "./record_conn.ts";
import type { RecordParts } from "./record.ts";

const METHODS = ["aes-256-gcm", "chacha20-ietf-poly1305"];
/** An address header with a small request behind it. */
const OPENING = testBytes(100);

for (const method of METHODS) {
  for (const suite of ENGINES.flatMap(suitesOf).filter((suite) => suite.method.name === method)) {
    await benchOpening(suite);
  }
}

async function benchOpening(suite: CipherSuite): Promise<void> {
  const parts = recordParts(suite);
  assertEquals(await exchange(parts), OPENING.length);
  Deno.bench(`opening on ${suite.engineName}`, { group: suite.method.name }, async () => {
    await exchange(parts);
  });
}

/** Two connections' worth of it: the client's request, the server's answer, all keys made and freed. */
async function exchange(parts: RecordParts): Promise<number> {
  const wire = new MirrorConn(1024);
  const client = new RecordConn(wire, parts);
  const server = new RecordConn(wire, parts);
  await client.write(OPENING);
  await server.write((await server.read())!);
  const answer = await client.read();
  client.close();
  server.close();
  return answer!.length;
}
