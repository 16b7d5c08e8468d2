// What does it cost to seal a write into records, alone and with opening them again, on each engine, from a key press
// to a full chunk?

import { assertEquals } from "@std/assert";
import { ENGINES, recordParts, suitesOf } from "../../tests/support/cipher_suites.ts";
import { MirrorConn } from "../../tests/support/mirror_conn.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";
import { Incoming2017, Outgoing2017 } from "./opening_2017.ts";
import type { RecordParts } from "./record.ts";
import { RecordReader } from "./record_reader.ts";
import { RecordWriter, type WriterParts } from "./record_writer.ts";

const METHODS = ["aes-256-gcm", "chacha20-ietf-poly1305"];
/** A key press, a packet, a full record, five records of a full read. */
const SIZES = [1, 1400, 16383, 65536];

for (const method of METHODS) {
  for (const size of SIZES) {
    for (const suite of ENGINES.flatMap(suitesOf).filter((suite) => suite.method.name === method)) {
      await benchRecords(suite, size);
    }
  }
}

async function benchRecords(suite: CipherSuite, size: number): Promise<void> {
  const plaintext = testBytes(size);
  const wire = new MirrorConn(2 * size + 1024);
  const parts = recordParts(suite);
  const writer = new RecordWriter(wire, outgoing(parts));
  const reader = new RecordReader(wire, {
    opening: new Incoming2017(parts),
    buffers: parts.buffers,
  });
  const roundTrip = async () => {
    await writer.write(plaintext);
    return await reader.read();
  };
  assertEquals(await roundTrip(), plaintext);
  // The reader does not see these, so they have a writer of their own.
  const sealer = new RecordWriter(new MirrorConn(2 * size + 1024), outgoing(parts));
  const kind = `${suite.method.name}, ${size} bytes`;
  Deno.bench(`seal on ${suite.engineName}`, { group: `seal ${kind}` }, async () => {
    await sealer.write(plaintext);
  });
  Deno.bench(`seal and open on ${suite.engineName}`, { group: `both ${kind}` }, async () => {
    await roundTrip();
  });
}

function outgoing(parts: RecordParts): WriterParts {
  return { opening: new Outgoing2017(parts), buffers: parts.buffers };
}
