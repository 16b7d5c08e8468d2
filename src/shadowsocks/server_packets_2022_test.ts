import { assert, assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { anyAddress } from "../../tests/support/any_address.ts";
import { ENGINES, NODE } from "../../tests/support/cipher_suites.ts";
import { clientPackets, serverPackets, TestTime } from "../../tests/support/packet_ends_2022.ts";
import { StrictEngine } from "../../tests/support/strict_engine.ts";
import {
  keyOf,
  nameOf2022,
  NOW,
  randomBytes,
  SUITES_2022,
  suitesOf2022,
} from "../../tests/support/suites_2022.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { vectorCases } from "../../tests/support/vector_file.ts";
import { encodeAddress } from "../codec/address_header.ts";
import { encodedHeadBytes, encodeHead, type PacketHead } from "../codec/packet_head_2022.ts";
import { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import type { Cipher2022Name } from "../crypto/method_table.ts";
import { concatBytes } from "../net/bytes.ts";
import { WINDOW } from "../replay/sliding_window.ts";
import { IdentityChain } from "./identity_chain.ts";
import { packetSealer } from "./packet_envelopes.ts";
import { PacketScratch } from "./packet_scratch.ts";
import type { OpenedClientPacket, PacketFault } from "./packets.ts";
import type { ServerPackets2022 } from "./server_packets_2022.ts";
import { UserKeys } from "./user_keys.ts";

interface PacketCase {
  readonly name: string;
  readonly method: Cipher2022Name;
  readonly identityKeys: readonly string[];
  readonly key: string;
  readonly session: string;
  readonly datagram: string;
}

const VECTORS = vectorCases<PacketCase>("shadowsocks/packets_2022.json", 2);
const TARGET = { host: "127.0.0.1", port: 80 };
const HI = new TextEncoder().encode("hi");
const [AES, AES256, CHACHA] = suitesOf2022(NODE);

for (const engine of ENGINES) {
  for (const vector of VECTORS) {
    Deno.test(`ClientPackets2022 and ServerPackets2022 know ${vector.name} on ${engine.name}`, async () => {
      const suite = new CipherSuite2022(vector.method, engine);
      const [userKey, session] = [vector.key, vector.session].map(Uint8Array.fromHex);
      const identityKeys = vector.identityKeys.map(Uint8Array.fromHex);
      const chain = new IdentityChain(suite, { identityKeys, userKey: userKey! });
      const client = clientPackets(suite, { chain, random: () => session! });
      const datagram = await client.seal(TARGET, HI);
      assertEquals(datagram.toHex(), vector.datagram);
      const users = identityKeys.map(() => ({ user: "alice", key: userKey! }));
      const keys = new UserKeys({ suite, key: identityKeys[0] ?? userKey!, users });
      const packet = await opened(
        serverPackets(suite, { keys }),
        Uint8Array.fromHex(vector.datagram),
      );
      assertEquals([packet.address, packet.payload], [TARGET, HI]);
      assertEquals(packet.session.user, users[0]?.user);
    });
  }
}

for (const suite of SUITES_2022) {
  Deno.test(`ServerPackets2022 opens what ClientPackets2022 seals, and the other way, with ${nameOf2022(suite)}`, async () => {
    const [client, server] = [clientPackets(suite), serverPackets(suite)];
    for (const length of [0, 1, 2, 1200, 1472, 65_000]) {
      for (const port of [80, 53]) {
        const target = { host: "example.com", port };
        const packet = await opened(server, await client.seal(target, testBytes(length)));
        assertEquals(packet.address, target);
        assert(packet.payload.toHex() === testBytes(length).toHex());
        const source = { host: "192.0.2.1", port };
        const answer = await client.open(await packet.session.seal(source, testBytes(length)));
        assert(typeof answer !== "string", `answer of ${length} bytes: ${answer}`);
        assertEquals(answer.address, source);
        assert(answer.payload.toHex() === testBytes(length).toHex());
      }
    }
  });

  Deno.test(`ServerPackets2022 notices each flipped bit and each cut with ${nameOf2022(suite)}`, async () => {
    const server = serverPackets(suite);
    const datagram = (await clientPackets(suite).seal(TARGET, HI)).slice();
    for (let bit = 0; bit < datagram.length * 8; bit++) {
      const forged = datagram.slice();
      forged[bit >>> 3]! ^= 1 << (bit & 7);
      assertEquals(await server.open(forged), "unauthentic", `bit ${bit}`);
    }
    for (let length = 0; length < datagram.length; length++) {
      assertEquals(
        await server.open(datagram.subarray(0, length)),
        "unauthentic",
        `${length} bytes`,
      );
    }
    await opened(server, datagram);
  });

  Deno.test(`ServerPackets2022 takes each packet once, in any order, with ${nameOf2022(suite)}`, async () => {
    const [client, server] = [clientPackets(suite), serverPackets(suite)];
    const datagrams: Uint8Array[] = [];
    for (let i = 0; i < 6; i++) datagrams.push((await client.seal(TARGET, testBytes(i))).slice());
    for (const i of [3, 0, 5, 1, 4, 2]) await opened(server, datagrams[i]!);
    for (const datagram of datagrams) assertEquals(await server.open(datagram), "replayed");
  });
}

Deno.test("ServerPackets2022 opens whatever a client may send", async () => {
  const packet = fc.record({
    suite: fc.constantFrom(...SUITES_2022),
    address: anyAddress().filter(({ port }) => port > 0),
    payload: fc.uint8Array({ maxLength: 1500 }),
  });
  await fc.assert(fc.asyncProperty(packet, async ({ suite, address, payload }) => {
    const datagram = await clientPackets(suite).seal(address, payload);
    const packet = await opened(serverPackets(suite), datagram);
    assertEquals([packet.address, packet.payload], [address, payload]);
  }));
});

Deno.test("ServerPackets2022 never takes noise for a packet", async () => {
  const noise = fc.uint8Array({ maxLength: 200, size: "max" });
  await fc.assert(fc.asyncProperty(fc.constantFrom(...SUITES_2022), noise, async (suite, noise) => {
    assertEquals(await serverPackets(suite).open(noise), "unauthentic");
  }));
});

/** Sealed rightly, and yet not what a client sends. */
const MALFORMED: Readonly<Record<string, readonly [Partial<PacketHead>, body: Uint8Array]>> = {
  "a server's type": [{ answered: new Uint8Array(8) }, encodeAddress(TARGET)],
  "no address": [{}, new Uint8Array(0)],
  "half an address": [{}, encodeAddress(TARGET).slice(0, 4)],
  "an unknown type of address": [{}, Uint8Array.of(7, 1, 2, 3, 4, 0, 80)],
  "port 0": [{}, encodeAddress({ ...TARGET, port: 0 })],
};

for (const [what, [changes, body]] of Object.entries(MALFORMED)) {
  Deno.test(`ServerPackets2022 refuses ${what}, and remembers nothing of it`, async () => {
    for (const suite of [AES!, AES256!, CHACHA!]) {
      const server = serverPackets(suite, { maxSessions: 1 });
      assertEquals(await server.open(await forge(suite, changes, body)), "malformed");
      const other = { session: testBytes(8) };
      await opened(server, await forge(suite, other, encodeAddress(TARGET)));
    }
  });
}

Deno.test("ServerPackets2022 refuses a head that runs past its end", async () => {
  for (const suite of [AES!, CHACHA!]) {
    const bytes = headBytes({ padding: 40 });
    for (const length of [16, 17, 25, 26, 27, bytes.length - 1]) {
      const datagram = await sealPlain(suite, bytes.subarray(0, length));
      assertEquals(await serverPackets(suite).open(datagram), "malformed", `${length} bytes`);
    }
  }
});

Deno.test("ServerPackets2022 takes a time of 30 s before or after, and no other", async () => {
  for (const ahead of [-31, -30, 0, 30, 31, 2 ** 50]) {
    const datagram = await forge(AES!, { unixSeconds: NOW + ahead }, encodeAddress(TARGET));
    const packet = await serverPackets(AES!).open(datagram);
    assertEquals(packet === "clock_skew", Math.abs(ahead) > 30, `${ahead} s`);
  }
});

Deno.test("ServerPackets2022 forgets no number because of a packet that it refuses", async () => {
  const server = serverPackets(AES!);
  const address = encodeAddress(TARGET);
  await opened(server, await forge(AES!, { packetId: 5n }, address));
  const far = { packetId: 5n + 10n * BigInt(WINDOW) };
  assertEquals(
    await server.open(await forge(AES!, { ...far, unixSeconds: 0 }, address)),
    "clock_skew",
  );
  assertEquals(await server.open(await forge(AES!, far, new Uint8Array(0))), "malformed");
  await opened(server, await forge(AES!, { packetId: 4n }, address));
  await opened(server, await forge(AES!, far, address));
  assertEquals(await server.open(await forge(AES!, { packetId: 6n }, address)), "replayed");
});

Deno.test("ServerPackets2022 knows a session again, and gives each its own", async () => {
  const server = serverPackets(AES!);
  const [one, other] = [clientPackets(AES!), clientPackets(AES!)];
  const first = await opened(server, await one.seal(TARGET, HI));
  const second = await opened(server, await one.seal(TARGET, HI));
  const others = await opened(server, await other.seal(TARGET, HI));
  assertStrictEquals(first.session, second.session);
  assertNotEquals(first.session.key, others.session.key);
});

Deno.test("ServerPackets2022 keeps users apart who have chosen the same session", async () => {
  for (const suite of [AES!, AES256!]) {
    const users = ["alice", "bob"].map((user, i) => ({ user, key: keyOf(suite, i + 8) }));
    const server = serverPackets(suite, {
      keys: new UserKeys({ suite, key: keyOf(suite), users }),
    });
    for (const { user, key } of users) {
      const chain = new IdentityChain(suite, { identityKeys: [keyOf(suite)], userKey: key });
      const client = clientPackets(suite, { chain, random: (bytes) => testBytes(bytes) });
      const packet = await opened(server, await client.seal(TARGET, HI));
      assertEquals(packet.session.user, user);
      const answer = await client.open(await packet.session.seal(TARGET, HI));
      assert(typeof answer !== "string");
    }
    const mallory = new IdentityChain(suite, {
      identityKeys: [keyOf(suite)],
      userKey: keyOf(suite, 3),
    });
    const datagram = await clientPackets(suite, { chain: mallory }).seal(TARGET, HI);
    assertEquals(await server.open(datagram), "unauthentic");
    assertEquals(await server.open(await clientPackets(suite).seal(TARGET, HI)), "unauthentic");
  }
});

Deno.test("ServerPackets2022.forget() leaves no way to replay, for as long as the time is taken", async () => {
  const time = new TestTime();
  const server = serverPackets(AES!, { ...time, maxSessions: 1000 });
  const datagram = await forge(AES!, { unixSeconds: NOW + 30 }, encodeAddress(TARGET));
  const { session } = await opened(server, datagram);
  server.forget(session);
  for (let at = 0; at < 120_000; at += 500) {
    time.ms = at;
    // New sessions are what makes it look for old ones.
    await opened(server, await clientPackets(AES!, time).seal(TARGET, HI)).then((packet) =>
      server.forget(packet.session)
    );
    const expected = at < 61_000 ? "replayed" : "clock_skew";
    assertEquals(await server.open(datagram), expected, `after ${at} ms`);
  }
});

Deno.test("ServerPackets2022 gives a session again that was forgotten a moment ago, and keeps it", async () => {
  const time = new TestTime();
  const [client, server] = [clientPackets(AES!, time), serverPackets(AES!, time)];
  const first = await opened(server, await client.seal(TARGET, HI));
  server.forget(first.session);
  const second = await opened(server, await client.seal(TARGET, HI));
  assertStrictEquals(first.session, second.session);
  time.ms = 200_000;
  await opened(server, await clientPackets(AES!, time).seal(TARGET, HI));
  const third = await opened(server, await client.seal(TARGET, HI));
  assertStrictEquals(first.session, third.session);
});

Deno.test("ServerPackets2022 refuses new sessions when there is no room, until one is over", async () => {
  const time = new TestTime();
  const server = serverPackets(AES!, { ...time, maxSessions: 2 });
  const [one, two, three] = [1, 2, 3].map(() => clientPackets(AES!, time));
  const { session } = await opened(server, await one!.seal(TARGET, HI));
  await opened(server, await two!.seal(TARGET, HI));
  assertEquals(await server.open(await three!.seal(TARGET, HI)), "over_limit");
  server.forget(session);
  assertEquals(await server.open(await three!.seal(TARGET, HI)), "over_limit");
  time.ms = 62_000;
  await opened(server, await three!.seal(TARGET, HI));
  assertEquals(await server.open(await one!.seal(TARGET, HI)), "over_limit");
  await opened(server, await two!.seal(TARGET, HI));
});

Deno.test("ServerPackets2022 frees the keys of what it refuses and of what is over", async () => {
  for (const cipher of [AES!.method.name, CHACHA!.method.name]) {
    const strict = new StrictEngine(NODE);
    const suite = new CipherSuite2022(cipher, strict);
    const time = new TestTime();
    const server = serverPackets(suite, { ...time, maxSessions: 1 });
    const client = () => clientPackets(cipher === AES!.method.name ? AES! : CHACHA!, time);
    const { session } = await opened(server, await client().seal(TARGET, HI));
    await session.seal(TARGET, HI);
    const kept = strict.keys;
    await server.open(testBytes(100));
    await server.open(await client().seal(TARGET, HI));
    assertEquals(strict.keys, kept);
    server.forget(session);
    time.ms = 100_000;
    await opened(server, await client().seal(TARGET, HI));
    assertEquals([strict.keys <= kept, strict.mistakes], [true, []]);
  }
});

function headBytes(changes: Partial<PacketHead>): Uint8Array {
  const head: PacketHead = {
    session: new Uint8Array(8).fill(7),
    packetId: 0n,
    unixSeconds: NOW,
    answered: undefined,
    padding: 0,
    ...changes,
  };
  const bytes = new Uint8Array(encodedHeadBytes(head));
  encodeHead(head, bytes);
  return bytes;
}

/** A datagram of session 07 07 ..., number 0, at NOW, unless `changes` say otherwise. */
function forge(
  suite: CipherSuite2022,
  changes: Partial<PacketHead>,
  body: Uint8Array,
): Promise<Uint8Array> {
  return sealPlain(suite, concatBytes(headBytes(changes), body));
}

async function sealPlain(suite: CipherSuite2022, plain: Uint8Array): Promise<Uint8Array> {
  const chain = new IdentityChain(suite, { identityKeys: [], userKey: keyOf(suite) });
  const session = plain.slice(0, 8);
  const sealer = packetSealer({ suite, chain, session, random: randomBytes });
  return await sealer.seal(plain, new PacketScratch());
}

/** What a packet says that must open. */
async function opened(
  server: ServerPackets2022,
  datagram: Uint8Array,
): Promise<OpenedClientPacket> {
  const packet: OpenedClientPacket | PacketFault = await server.open(datagram);
  if (typeof packet === "string") throw new Error(`The packet is ${packet}`);
  return packet;
}
