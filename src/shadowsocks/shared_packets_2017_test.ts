import { assert, assertEquals } from "@std/assert";
import { nameOf, SUITES } from "../../tests/support/cipher_suites.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { trialOf, type User2017, users2017 } from "../../tests/support/users_2017.ts";
import { encodeAddress } from "../codec/address_header.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { sealPacket } from "../../tests/support/reference_packet.ts";
import { ClientPackets2017 } from "./packets_2017.ts";
import type { OpenedClientPacket } from "./packets.ts";
import { SharedPackets2017 } from "./shared_packets_2017.ts";

const CLIENT = { host: "192.0.2.7", port: 50_000 };
const OTHER_PORT = { host: "192.0.2.7", port: 50_001 };
const TARGET = { host: "198.51.100.7", port: 53 };
const NAMES = Array.from({ length: 40 }, (_, i) => `user ${i}`);

for (const suite of SUITES) {
  Deno.test(`SharedPackets2017 opens and answers each user's packets under his key with ${nameOf(suite)}`, async () => {
    const users = users2017(suite, NAMES);
    const server = new SharedPackets2017(trialOf(users));
    for (const user of [users[39]!, users[0]!, users[39]!, users[24]!]) {
      const client = new ClientPackets2017(user.sealing);
      const packet = await opened(server, await client.seal(TARGET, testBytes(100)));
      assertEquals([packet.address, packet.payload], [TARGET, testBytes(100)]);
      assertEquals(packet.session.user, user.user);
      const answer = await client.open(await packet.session.seal(TARGET, testBytes(7)));
      assertEquals(answer, { address: TARGET, payload: testBytes(7) });
    }
  });

  Deno.test(`SharedPackets2017.open() gives "unauthentic" for what no key opens with ${nameOf(suite)}`, async () => {
    const server = new SharedPackets2017(trialOf(users2017(suite, NAMES)));
    const [stranger] = users2017(suite, ["stranger"]);
    const packet = await new ClientPackets2017(stranger!.sealing).seal(TARGET, testBytes(9));
    for (const noise of [packet, testBytes(0), testBytes(51), testBytes(1400)]) {
      assertEquals(await server.open(noise, CLIENT), "unauthentic");
    }
  });
}

Deno.test("SharedPackets2017 gives a session to each user at each address, and knows it again", async () => {
  const { users, server } = scene();
  const [alice, bob] = users;
  const sessionOf = async (user: User2017, from = CLIENT) => {
    const sealed = await new ClientPackets2017(user.sealing).seal(TARGET, testBytes(1));
    return (await opened(server, sealed, from)).session;
  };
  const sessions = [
    await sessionOf(alice!),
    await sessionOf(bob!),
    await sessionOf(alice!, OTHER_PORT),
  ];
  assertEquals(new Set(sessions.map(({ key }) => key)).size, 3);
  assertEquals(sessions.map(({ user }) => user), ["user 0", "user 1", "user 0"]);
  assert(await sessionOf(alice!) === sessions[0]);
  assert(await sessionOf(bob!) === sessions[1]);
  server.forget(sessions[0]!);
  server.forget(sessions[0]!);
  assert(await sessionOf(alice!) !== sessions[0]);
  assert(await sessionOf(bob!) === sessions[1]);
});

Deno.test("SharedPackets2017 tries a session's key first", async () => {
  const { users, suite } = scene();
  const tried: string[] = [];
  const watched = users.map((user) => ({
    ...user,
    sealing: {
      ...user.sealing,
      open: (...packet: Parameters<typeof user.sealing.open>) => {
        tried.push(user.user!);
        return user.sealing.open(...packet);
      },
    } as typeof user.sealing,
  }));
  const server = new SharedPackets2017(trialOf(watched));
  const send = async (user: User2017, from: typeof CLIENT) => {
    tried.length = 0;
    await opened(server, sealedBy(user, suite), from);
    return tried;
  };
  await send(users[2]!, CLIENT);
  await send(users[1]!, OTHER_PORT);
  assertEquals(await send(users[2]!, CLIENT), ["user 2"]);
  assertEquals(await send(users[1]!, OTHER_PORT), ["user 1"]);
  // From a new port of that address: in the order of their last use.
  assertEquals(await send(users[2]!, { ...CLIENT, port: 1 }), ["user 1", "user 2"]);
});

Deno.test("SharedPackets2017 takes each packet once, under whichever key", async () => {
  const filter = new SaltFilter();
  const { users, server, suite } = scene({ admitSalt: (salt) => filter.admit(salt) });
  const packet = sealedBy(users[39]!, suite);
  await opened(server, packet);
  assertEquals(await server.open(packet, CLIENT), "replayed");
  assertEquals(await server.open(packet, OTHER_PORT), "replayed");
});

Deno.test('SharedPackets2017.open() gives "malformed" for an authentic packet without a target', async () => {
  const { users, server, suite } = scene();
  const body = Uint8Array.fromHex("05c00002010035");
  assertEquals(await server.open(sealedBy(users[39]!, suite, body), CLIENT), "malformed");
});

function scene(changes: Parameters<typeof users2017>[2] = {}) {
  const suite = SUITES[0]!;
  const users = users2017(suite, NAMES, changes);
  return { suite, users, server: new SharedPackets2017(trialOf(users)) };
}

function sealedBy(
  { key: masterKey }: User2017,
  { method }: CipherSuite,
  body: Uint8Array = encodeAddress(TARGET),
): Uint8Array {
  const salt = crypto.getRandomValues(new Uint8Array(method.saltBytes));
  return sealPacket({ method: method.name, masterKey, salt }, body);
}

async function opened(
  server: SharedPackets2017,
  datagram: Uint8Array,
  from = CLIENT,
): Promise<OpenedClientPacket> {
  const packet = await server.open(datagram, from);
  assert(typeof packet !== "string", `the packet is ${packet}`);
  return packet;
}
