// What does a packet cost a tunnel, that seals it and opens the answer, and a server that does the same the other way
// round: salt, key, cipher, address and session, both together?

import { assertEquals } from "@std/assert";
import { ENGINES, suitesOf } from "../../tests/support/cipher_suites.ts";
import { sealing2017 } from "../../tests/support/packet_parts.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { ClientPackets2017, ServerPackets2017 } from "./packets_2017.ts";
import type { PacketSealing } from "./packet_sealing.ts";
import type { OpenedClientPacket, OpenedPacket } from "./packets.ts";
import { PLAIN_SEALING } from "./plain_sealing.ts";

const METHODS = ["aes-256-gcm", "chacha20-ietf-poly1305"];
/** A DNS query, a full packet, the longest that most programs send. */
const SIZES = [40, 1200, 8192];
const CLIENT = { host: "192.0.2.7", port: 50_000 };
const TARGET = { host: "198.51.100.7", port: 53 };

for (const method of METHODS) {
  for (const suite of ENGINES.flatMap(suitesOf).filter((suite) => suite.method.name === method)) {
    await benchPackets(sealing2017(suite), { group: method, engine: suite.engineName });
  }
}
await benchPackets(PLAIN_SEALING, { group: "none", engine: "no engine" });

async function benchPackets(
  sealing: PacketSealing,
  { group, engine }: { readonly group: string; readonly engine: string },
): Promise<void> {
  const client = new ClientPackets2017(sealing);
  const server = new ServerPackets2017(sealing);
  const exchange = async (payload: Uint8Array) => {
    const query = await client.seal(TARGET, payload);
    const { session, address, ...asked } = await server.open(query, CLIENT) as OpenedClientPacket;
    const answer = await session.seal(address, asked.payload);
    return await client.open(answer) as OpenedPacket;
  };
  for (const size of SIZES) {
    const payload = testBytes(size);
    assertEquals((await exchange(payload)).payload, payload);
    Deno.bench(`there and back on ${engine}`, { group: `${group}, ${size} bytes` }, async () => {
      await exchange(payload);
    });
  }
}
