// What does the opening of a 2022 stream cost both sides together, with one key and with a thousand users, and what a
// packet of 1,200 bytes on its way to the server?

import { ENGINES } from "../../tests/support/cipher_suites.ts";
import { MirrorConn } from "../../tests/support/mirror_conn.ts";
import { clientPackets, serverPackets } from "../../tests/support/packet_ends_2022.ts";
import { clientParts, keyOf, serverParts, suitesOf2022 } from "../../tests/support/suites_2022.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { encodeAddress } from "../codec/address_header.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import { concatBytes } from "../net/bytes.ts";
import { ClientConn2022, ServerConn2022 } from "./conn_2022.ts";
import { IdentityChain } from "./identity_chain.ts";
import { UserKeys } from "./user_keys.ts";

const TARGET = { host: "192.0.2.1", port: 80 };
/** An address header with a small request behind it. */
const OPENING = concatBytes(encodeAddress(TARGET), testBytes(93));
const PAYLOAD = testBytes(1200);
const USERS = 1000;

for (const suite of ENGINES.flatMap(suitesOf2022)) {
  const { method: { name, hasBlocks }, engineName } = suite;
  const group = `opening, ${name}`;
  const single = ends(suite);
  Deno.bench(`one key on ${engineName}`, { group }, () => exchange(single));
  if (hasBlocks) {
    const many = endsWithUsers(suite);
    Deno.bench(`${USERS} users on ${engineName}`, { group }, () => exchange(many));
  }
  const [client, server] = [clientPackets(suite), serverPackets(suite)];
  Deno.bench(`a packet on ${engineName}`, { group: `packet, ${name}` }, async () => {
    await server.open(await client.seal(TARGET, PAYLOAD));
  });
}

function ends(suite: CipherSuite2022) {
  return { client: clientParts(suite), server: serverParts(suite) };
}

function endsWithUsers(suite: CipherSuite2022) {
  const key = keyOf(suite);
  const users = Array.from({ length: USERS }, (_, i) => ({
    user: `user ${i}`,
    key: crypto.getRandomValues(new Uint8Array(suite.method.keyBytes)),
  }));
  const chain = new IdentityChain(suite, { identityKeys: [key], userKey: users[500]!.key });
  const keys = new UserKeys({ suite, key, users });
  return { client: clientParts(suite, { chain }), server: serverParts(suite, { keys }) };
}

/** The client's request, the server's answer, all keys made and freed. */
async function exchange(parts: ReturnType<typeof ends>): Promise<void> {
  const wire = new MirrorConn(1024);
  const client = new ClientConn2022(wire, parts.client);
  const server = new ServerConn2022(wire, parts.server);
  await client.write(OPENING);
  await server.write((await server.read())!);
  await client.read();
  client.close();
  server.close();
}
