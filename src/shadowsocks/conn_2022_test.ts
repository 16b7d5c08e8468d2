// Both ends of a 2022 stream together, and each of them against vectors.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyAddress } from "../../tests/support/any_address.ts";
import { ENGINES, NODE } from "../../tests/support/cipher_suites.ts";
import { memoryPipe, readAll } from "../../tests/support/memory_pipe.ts";
import { cutAt, cutEvery, ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { StrictBufferPool } from "../../tests/support/strict_buffer_pool.ts";
import { StrictEngine } from "../../tests/support/strict_engine.ts";
import {
  clientParts,
  keyOf,
  nameOf2022,
  serverParts,
  SUITES_2022,
  suitesOf2022,
} from "../../tests/support/suites_2022.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { vectorCases } from "../../tests/support/vector_file.ts";
import { encodeAddress } from "../codec/address_header.ts";
import { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import type { Cipher2022Name } from "../crypto/method_table.ts";
import { concatBytes } from "../net/bytes.ts";
import { ClientConn2022, ServerConn2022 } from "./conn_2022.ts";
import { IdentityChain } from "./identity_chain.ts";
import { UserKeys } from "./user_keys.ts";

interface StreamCase {
  readonly name: string;
  readonly kind: "request" | "response";
  readonly method: Cipher2022Name;
  readonly key: string;
  readonly requestSalt: string;
  readonly plain: string;
  readonly wire: string;
}

const [REQUEST, RESPONSE] = vectorCases<StreamCase>("shadowsocks/streams_2022.json", 2);
const ADDRESS = encodeAddress({ host: "127.0.0.1", port: 80 });
const LENGTHS = [1, 2, 0x3fff, 0xfffe, 0xffff, 0x10000, 200_000];
const STEPS = [7, 16, 59, 1448, 65536];

for (const engine of ENGINES) {
  Deno.test(`ClientConn2022 and ServerConn2022 write and read the known streams on ${engine.name}`, async () => {
    const suite = new CipherSuite2022(REQUEST!.method, engine);
    const requestSalt = Uint8Array.fromHex(REQUEST!.requestSalt);
    const responseSalt = Uint8Array.fromHex(RESPONSE!.wire).slice(0, 16);
    const up = new ScriptedConn([Uint8Array.fromHex(RESPONSE!.wire)]);
    const client = new ClientConn2022(up, clientParts(suite, { random: () => requestSalt }));
    await client.write(Uint8Array.fromHex(REQUEST!.plain));
    assertEquals(up.writes.map((bytes) => bytes.toHex()), [REQUEST!.wire]);
    assertEquals((await readAll(client)).toHex(), RESPONSE!.plain);

    const down = new ScriptedConn([Uint8Array.fromHex(REQUEST!.wire)]);
    const server = new ServerConn2022(down, serverParts(suite, { random: () => responseSalt }));
    assertEquals((await readAll(server)).toHex(), REQUEST!.plain);
    await server.write(Uint8Array.fromHex(RESPONSE!.plain));
    assertEquals(down.writes.map((bytes) => bytes.toHex()), [RESPONSE!.wire]);
  });
}

for (const suite of SUITES_2022) {
  Deno.test(`ServerConn2022 reads what ClientConn2022 writes, however it is cut, with ${nameOf2022(suite)}`, async () => {
    for (const length of LENGTHS) {
      const plaintext = concatBytes(ADDRESS, testBytes(length));
      const buffers = new StrictBufferPool();
      const sent = new ScriptedConn([]);
      const client = new ClientConn2022(sent, clientParts(suite, { buffers }));
      await client.write(plaintext);
      await client.write(testBytes(3));
      await client.closeWrite();
      for (const step of STEPS) {
        const sealed = cutEvery(concatBytes(...sent.writes), step);
        const server = new ServerConn2022(
          new ScriptedConn(sealed),
          serverParts(suite, { buffers }),
        );
        const got = await readAll(server);
        const expected = concatBytes(plaintext, testBytes(3));
        assert(got.toHex() === expected.toHex(), `${length} bytes in steps of ${step}`);
      }
      assertEquals(buffers.lent, 0);
    }
  });

  Deno.test(`ClientConn2022 reads what ServerConn2022 writes, both at once, with ${nameOf2022(suite)}`, async () => {
    const buffers = new StrictBufferPool();
    const { near, far } = memoryPipe();
    const client = new ClientConn2022(near, clientParts(suite, { buffers }));
    const server = new ServerConn2022(far, serverParts(suite, { buffers }));
    await Promise.all([
      client.write(ADDRESS),
      server.read().then((chunk) => assertEquals(chunk, ADDRESS)),
    ]);
    const [up, down] = [testBytes(100_000), testBytes(200_000)];
    const [gotUp, gotDown] = await Promise.all([
      readAll(server),
      readAll(client),
      client.write(up).then(() => client.closeWrite()),
      server.write(down).then(() => server.closeWrite()),
    ]);
    assert(gotUp.toHex() === up.toHex());
    assert(gotDown.toHex() === down.toHex());
    assertEquals(buffers.lent, 0);
  });
}

for (const suite of SUITES_2022.filter(({ method }) => method.hasBlocks)) {
  Deno.test(`ServerConn2022 tells its users apart with ${nameOf2022(suite)}`, async () => {
    const users = ["alice", "bob"].map((user, i) => ({ user, key: keyOf(suite, i + 8) }));
    const keys = new UserKeys({ suite, key: keyOf(suite), users });
    for (const { user, key } of users) {
      const chain = new IdentityChain(suite, { identityKeys: [keyOf(suite)], userKey: key });
      const { near, far } = memoryPipe();
      const client = new ClientConn2022(near, clientParts(suite, { chain }));
      const server = new ServerConn2022(far, serverParts(suite, { keys }));
      assertEquals(server.user, undefined);
      await Promise.all([client.write(ADDRESS), server.read()]);
      assertEquals(server.user, user);
      const [, answer] = await Promise.all([server.write(testBytes(5)), client.read()]);
      assertEquals(answer, testBytes(5));
    }
  });
}

Deno.test("ServerConn2022 gives the same plaintext however the stream is cut", async () => {
  const stream = fc.record({
    suite: fc.constantFrom(...SUITES_2022),
    address: anyAddress(),
    lengths: fc.array(fc.oneof(fc.nat(40), fc.constantFrom(0x3fff, 2048)), { maxLength: 4 }),
    cuts: fc.array(fc.oneof(fc.nat(100), fc.nat(40_000))),
  });
  await fc.assert(
    fc.asyncProperty(stream, async ({ suite, address, lengths, cuts }) => {
      const sent = new ScriptedConn([]);
      const client = new ClientConn2022(sent, clientParts(suite));
      const plaintext = [encodeAddress(address), ...lengths.map(testBytes)];
      for (const piece of plaintext) await client.write(piece);
      const sealed = cutAt(concatBytes(...sent.writes), cuts);
      const server = new ServerConn2022(new ScriptedConn(sealed), serverParts(suite));
      assert((await readAll(server)).toHex() === concatBytes(...plaintext).toHex());
    }),
    { numRuns: 60 },
  );
});

Deno.test("ClientConn2022 and ServerConn2022 free their keys, and use none that is freed", async () => {
  for (const engine of ENGINES) {
    for (const suite of suitesOf2022(engine)) {
      const strict = new StrictEngine(engine);
      const watched = new CipherSuite2022(suite.method.name, strict);
      const { near, far } = memoryPipe();
      const client = new ClientConn2022(near, clientParts(watched));
      const server = new ServerConn2022(far, serverParts(watched));
      await Promise.all([client.write(ADDRESS), server.read()]);
      await Promise.all([server.write(testBytes(5000)), client.read()]);
      for (const conn of [client, server]) conn.close();
      assertEquals([strict.keys, strict.mistakes], [0, []], nameOf2022(suite));
    }
  }
});

Deno.test("ServerConn2022.write() cannot answer before there is a request", async () => {
  const [suite] = suitesOf2022(NODE);
  const server = new ServerConn2022(new ScriptedConn([]), serverParts(suite!));
  const error = await server.write(testBytes(1)).catch((error) => error);
  assert(error instanceof TypeError);
});
