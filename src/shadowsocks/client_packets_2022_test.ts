import { assert, assertEquals } from "@std/assert";
import { NODE } from "../../tests/support/cipher_suites.ts";
import { clientPackets, serverPackets, TestTime } from "../../tests/support/packet_ends_2022.ts";
import { nameOf2022, SUITES_2022, suitesOf2022 } from "../../tests/support/suites_2022.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import type { ClientPackets2022 } from "./client_packets_2022.ts";
import type { PacketSession } from "./packets.ts";

const TARGET = { host: "127.0.0.1", port: 80 };
const HI = new TextEncoder().encode("hi");
const [AES, , CHACHA] = suitesOf2022(NODE);

for (const suite of SUITES_2022) {
  Deno.test(`ClientPackets2022 notices each flipped bit and each cut with ${nameOf2022(suite)}`, async () => {
    const client = clientPackets(suite);
    const answer = (await (await server(client, suite)).seal(TARGET, HI)).slice();
    for (let bit = 0; bit < answer.length * 8; bit++) {
      const forged = answer.slice();
      forged[bit >>> 3]! ^= 1 << (bit & 7);
      assertEquals(await client.open(forged), "unauthentic", `bit ${bit}`);
    }
    for (let length = 0; length < answer.length; length++) {
      assertEquals(await client.open(answer.subarray(0, length)), "unauthentic", `${length} bytes`);
    }
    assertPayload(await client.open(answer));
  });

  Deno.test(`ClientPackets2022 takes each answer once, in any order, with ${nameOf2022(suite)}`, async () => {
    const client = clientPackets(suite);
    const session = await server(client, suite);
    const answers: Uint8Array[] = [];
    for (let i = 0; i < 5; i++) answers.push((await session.seal(TARGET, HI)).slice());
    for (const i of [3, 0, 4, 2, 1]) assertPayload(await client.open(answers[i]!));
    for (const answer of answers) assertEquals(await client.open(answer), "replayed");
  });
}

Deno.test("ClientPackets2022 takes no answer to another session, and no packet of a client", async () => {
  for (const suite of [AES!, CHACHA!]) {
    const [client, other] = [clientPackets(suite), clientPackets(suite)];
    const answer = await (await server(other, suite)).seal(TARGET, HI);
    assertEquals(await client.open(answer), "replayed");
    assertEquals(await client.open((await other.seal(TARGET, HI)).slice()), "malformed");
  }
});

Deno.test("ClientPackets2022 takes a time of 30 s before or after, and no other", async () => {
  for (const ahead of [-31, -30, 0, 30, 31]) {
    const time = new TestTime();
    const client = clientPackets(AES!, time);
    const theirs = new TestTime();
    const session = await server(client, AES!, theirs);
    theirs.ms = ahead * 1000;
    const packet = await client.open(await session.seal(TARGET, HI));
    assertEquals(packet === "clock_skew", Math.abs(ahead) > 30, `${ahead} s`);
  }
});

Deno.test("ClientPackets2022 knows the server's session and the one before", async () => {
  const time = new TestTime();
  const client = clientPackets(AES!, time);
  const [old, young] = [await server(client, AES!), await server(client, AES!)];
  assertPayload(await client.open(await old.seal(TARGET, HI)));
  const late = (await old.seal(TARGET, HI)).slice();
  assertPayload(await client.open(await young.seal(TARGET, HI)));
  assertPayload(await client.open(late));
  assertEquals(await client.open(late), "replayed");
});

Deno.test("ClientPackets2022 takes a third session when the oldest has been silent for 60 s", async () => {
  const time = new TestTime();
  const client = clientPackets(AES!, time);
  const sessions = [1, 2, 3].map(() => server(client, AES!, time));
  const [first, second, third] = await Promise.all(sessions);
  for (const session of [first, second]) {
    assertPayload(await client.open(await session!.seal(TARGET, HI)));
  }
  time.ms = 59_999;
  assertEquals(await client.open(await third!.seal(TARGET, HI)), "over_limit");
  time.ms = 60_000;
  assertPayload(await client.open(await third!.seal(TARGET, HI)));
  assertPayload(await client.open(await second!.seal(TARGET, HI)));
  assertEquals(await client.open(await first!.seal(TARGET, HI)), "over_limit");
});

Deno.test("ClientPackets2022 pads what its length would tell, and nothing else", async () => {
  for (const suite of [AES!, CHACHA!]) {
    const client = clientPackets(suite);
    const lengthOf = async (port: number, bytes: number) =>
      (await client.seal({ host: "127.0.0.1", port }, testBytes(bytes))).length;
    const bare = await lengthOf(80, 1) - 1;
    for (const [port, bytes] of [[80, 40], [443, 1200], [53, 900], [53, 1200]] as const) {
      assertEquals(await lengthOf(port, bytes), bare + bytes);
    }
    for (const [port, bytes] of [[53, 40], [80, 0], [53, 0], [53, 899]] as const) {
      const lengths: number[] = [];
      for (let i = 0; i < 30; i++) lengths.push(await lengthOf(port, bytes));
      assert(lengths.every((length) => length > bare + bytes && length <= bare + 900));
      if (bytes < 899) assert(new Set(lengths).size > 5);
    }
  }
});

/** A session of a new server with a client that has just written to it. */
async function server(
  client: ClientPackets2022,
  suite: CipherSuite2022,
  time = new TestTime(),
): Promise<PacketSession> {
  const datagram = (await client.seal(TARGET, HI)).slice();
  const packet = await serverPackets(suite, time).open(datagram);
  if (typeof packet === "string") throw new Error(`The packet is ${packet}`);
  return packet.session;
}

function assertPayload(packet: Awaited<ReturnType<ClientPackets2022["open"]>>): void {
  assert(typeof packet !== "string", `the packet is ${packet}`);
  assertEquals([packet.address, packet.payload], [TARGET, HI]);
}
