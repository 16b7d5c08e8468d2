import { assert, assertEquals, assertThrows } from "@std/assert";
import { ENGINES } from "../../tests/support/cipher_suites.ts";
import { clientPackets, serverPackets } from "../../tests/support/packet_ends_2022.ts";
import { cutEvery, ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { clientParts, keyOf, serverParts, suitesOf2022 } from "../../tests/support/suites_2022.ts";
import { readAll } from "../../tests/support/memory_pipe.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { encodeAddress } from "../codec/address_header.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import { concatBytes } from "../net/bytes.ts";
import { ClientConn2022, ServerConn2022 } from "./conn_2022.ts";
import { IdentityChain } from "./identity_chain.ts";
import { IdentityRelay } from "./identity_relay.ts";
import { UserKeys } from "./user_keys.ts";

const TARGET = { host: "127.0.0.1", port: 80 };
const SUITES = ENGINES.flatMap(suitesOf2022).filter(({ method }) => method.hasBlocks);

for (const suite of SUITES) {
  const name = `${suite.method.name} on ${suite.engineName}`;
  const { chain, relay, keys } = scene(suite);

  Deno.test(`IdentityRelay.stripStream() leaves what the next server reads, with ${name}`, async () => {
    const lower = new ScriptedConn([]);
    const client = new ClientConn2022(lower, clientParts(suite, { chain }));
    const plaintext = concatBytes(encodeAddress(TARGET), testBytes(100));
    await client.write(plaintext);
    const sent = concatBytes(...lower.writes);
    for (const length of [relay.streamBytes, relay.streamBytes + 1, sent.length]) {
      const stripped = relay.stripStream(sent.slice(0, length))!;
      assertEquals(stripped.next, "exit");
      const stream = concatBytes(stripped.bytes, sent.subarray(length));
      const conn = new ScriptedConn(cutEvery(stream, 50));
      const server = new ServerConn2022(conn, serverParts(suite, { keys }));
      assertEquals(await readAll(server), plaintext);
      assertEquals(server.user, "alice");
    }
  });

  Deno.test(`IdentityRelay.stripPacket() leaves what the next server opens, with ${name}`, async () => {
    const client = clientPackets(suite, { chain });
    const server = serverPackets(suite, { keys });
    for (const length of [0, 100, 5000]) {
      const stripped = relay.stripPacket(await client.seal(TARGET, testBytes(length)))!;
      assertEquals(stripped.next, "exit");
      const packet = await server.open(stripped.bytes);
      assert(typeof packet !== "string", `the packet is ${packet}`);
      assertEquals([packet.session.user, packet.payload], ["alice", testBytes(length)]);
      const answer = await client.open(await packet.session.seal(TARGET, testBytes(length)));
      assert(typeof answer !== "string");
    }
  });

  Deno.test(`IdentityRelay passes on nothing that names nobody, with ${name}`, () => {
    for (const length of [0, 15, 16, 31, 32, 48, 100]) {
      assertEquals(relay.stripPacket(testBytes(length)), undefined);
    }
    for (const length of [relay.streamBytes, relay.streamBytes + 50]) {
      assertEquals(relay.stripStream(testBytes(length)), undefined);
    }
  });
}

Deno.test("IdentityRelay throws when there is nobody to relay to", () => {
  const suite = SUITES[0]!;
  const keys = new UserKeys({ suite, key: keyOf(suite), users: [] });
  assertThrows(() => new IdentityRelay(keys), RangeError);
});

/** A client behind a relay behind a server with users. */
function scene(suite: CipherSuite2022) {
  const [first, exit, user] = [0, 1, 2].map((number) => keyOf(suite, number));
  return {
    chain: new IdentityChain(suite, { identityKeys: [first!, exit!], userKey: user! }),
    relay: new IdentityRelay(
      new UserKeys({ suite, key: first!, users: [{ user: "exit", key: exit! }] }),
    ),
    keys: new UserKeys({ suite, key: exit!, users: [{ user: "alice", key: user! }] }),
  };
}
