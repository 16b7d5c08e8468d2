import { alteredEngine } from "../../tests/support/altered_engine.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import {
  countedSalt,
  ENGINES,
  nameOf,
  NODE,
  SUITES,
  suitesOf,
} from "../../tests/support/cipher_suites.ts";
import { LateEngine } from "../../tests/support/late_engine.ts";
import { sealing2017 } from "../../tests/support/packet_parts.ts";
import { KNOWN_PACKETS, sealPacket } from "../../tests/support/reference_packet.ts";
import { StrictEngine } from "../../tests/support/strict_engine.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { encodeAddress } from "../codec/address_header.ts";
import { CipherSuite } from "../crypto/cipher_suite.ts";
import { masterKeyOf } from "../crypto/derive_key_2017.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import { concatBytes } from "../net/bytes.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { ClientPackets2017, ServerPackets2017 } from "./packets_2017.ts";
import type { OpenedClientPacket, OpenedPacket, PacketFault } from "./packets.ts";
import { PLAIN_SEALING } from "./plain_sealing.ts";

const CLIENT = { host: "192.0.2.7", port: 50_000 };
const TARGET = { host: "198.51.100.7", port: 53 };
const SOURCE = { host: "2001:db8::7", port: 443 };
/** The longest datagram that IPv4 can carry. */
const MAX_DATAGRAM_BYTES = 65_507;
const NOISE = fc.uint8Array({ maxLength: 1500, size: "max" });

for (const suite of SUITES) {
  const { method } = suite;
  const masterKey = masterKeyOf("foobar", method.keyBytes);
  const key = { method: method.name, masterKey, salt: countedSalt(method.saltBytes) };
  const packet = sealPacket(key, bodyOf("hi"));

  for (const [i, known] of KNOWN_PACKETS.entries()) {
    if (known.method !== method.name) continue;
    Deno.test(`ServerPackets2017.open() opens known packet ${i} with ${nameOf(suite)}`, async () => {
      const server = new ServerPackets2017(sealing2017(suite));
      const datagram = Uint8Array.fromHex(known.salt + known.sealed);
      const { address, payload } = await server.open(datagram, CLIENT) as OpenedClientPacket;
      assertEquals(encodeAddress(address).toHex() + payload.toHex(), known.body);
    });

    Deno.test(`ClientPackets2017.seal() makes known packet ${i} with ${nameOf(suite)}`, async () => {
      const random = () => Uint8Array.fromHex(known.salt);
      const client = new ClientPackets2017(sealing2017(suite, { random }));
      const sealed = await client.seal({ host: "127.0.0.1", port: 80 }, text("hi"));
      assertEquals(sealed.toHex(), known.salt + known.sealed);
    });
  }

  Deno.test(`packets of every size go there and back with ${nameOf(suite)}`, async () => {
    const overhead = method.saltBytes + encodeAddress(SOURCE).length + TAG_BYTES;
    for (const size of [0, 1, 40, 1400, 2047, 2048, 2049, MAX_DATAGRAM_BYTES - overhead]) {
      const sealing = sealing2017(suite);
      const [client, server] = [new ClientPackets2017(sealing), new ServerPackets2017(sealing)];
      const payload = testBytes(size);
      const asked = await server.open(await client.seal(TARGET, payload), CLIENT);
      assert(typeof asked !== "string", `${size} bytes: ${asked}`);
      assertEquals([asked.address, asked.payload], [TARGET, payload]);
      const answer = await asked.session.seal(SOURCE, asked.payload);
      assert(answer.length <= MAX_DATAGRAM_BYTES);
      assertEquals(await client.open(answer), { address: SOURCE, payload });
    }
  });

  Deno.test(`ServerPackets2017.open() lets nothing out of what is cut short with ${nameOf(suite)}`, async () => {
    const server = new ServerPackets2017(sealing2017(suite));
    for (let length = 0; length < packet.length; length++) {
      assertEquals(await server.open(packet.subarray(0, length), CLIENT), "unauthentic");
    }
  });

  Deno.test(`ServerPackets2017.open() notices each flipped bit with ${nameOf(suite)}`, async () => {
    const server = new ServerPackets2017(sealing2017(suite));
    for (let bit = 0; bit < packet.length * 8; bit++) {
      const forged = packet.slice();
      forged[bit >>> 3]! ^= 1 << (bit & 7);
      assertEquals(await server.open(forged, CLIENT), "unauthentic", `bit ${bit}`);
    }
    assertEquals((await server.open(packet, CLIENT) as OpenedPacket).payload, text("hi"));
  });

  Deno.test(`ServerPackets2017.open() opens nothing under another key with ${nameOf(suite)}`, async () => {
    const other = sealing2017(suite, { masterKey: masterKeyOf("foobaz", method.keyBytes) });
    assertEquals(await new ServerPackets2017(other).open(packet, CLIENT), "unauthentic");
    assertEquals(await new ClientPackets2017(other).open(packet), "unauthentic");
  });

  Deno.test(`ServerPackets2017.open() admits one of 16 copies at once with ${nameOf(suite)}`, async () => {
    const filter = new SaltFilter();
    const sealing = sealing2017(suite, { admitSalt: (salt) => filter.admit(salt) });
    const results = await Promise.all(
      Array.from({ length: 16 }, () => new ServerPackets2017(sealing).open(packet, CLIENT)),
    );
    const faults = results.map((result) => typeof result === "string" ? result : "opened");
    assertEquals(faults.filter((fault) => fault === "opened").length, 1);
    assertEquals(faults.filter((fault) => fault === "replayed").length, 15);
  });

  Deno.test(`ServerPackets2017.open() asks about the salts of authentic packets only with ${nameOf(suite)}`, async () => {
    const asked: string[] = [];
    const admitSalt = (salt: Uint8Array) => asked.push(salt.toHex()) > 0;
    const server = new ServerPackets2017(sealing2017(suite, { admitSalt }));
    const forged = packet.slice();
    forged[forged.length - 1]! ^= 1;
    await server.open(forged, CLIENT);
    assertEquals(asked, []);
    await server.open(packet, CLIENT);
    assertEquals(asked, [key.salt.toHex()]);
  });

  Deno.test(`ServerPackets2017.open() gives "malformed" for an authentic packet without a target with ${nameOf(suite)}`, async () => {
    const server = new ServerPackets2017(sealing2017(suite));
    for (const body of ["05c00002010035", "01c00002010000", "0301200035", "03ff6162"]) {
      const sealed = sealPacket(key, Uint8Array.fromHex(body));
      assertEquals(await server.open(sealed, CLIENT), "malformed", body);
    }
  });

  Deno.test(`packets are sealed under a salt of their own, which is told, with ${nameOf(suite)}`, async () => {
    const told: string[] = [];
    const sealing = sealing2017(suite, { sentSalt: (salt) => told.push(salt.toHex()) });
    const client = new ClientPackets2017(sealing);
    const salts: string[] = [];
    for (let i = 0; i < 8; i++) {
      const sealed = await client.seal(TARGET, text("hi"));
      salts.push(sealed.slice(0, method.saltBytes).toHex());
    }
    assertEquals(told, salts);
    assertEquals(new Set(salts).size, 8);
  });
}

for (const engine of ENGINES) {
  const strict = new StrictEngine(engine);
  for (const suite of suitesOf(strict)) {
    Deno.test(`no key outlives its packet with ${nameOf(suite)}`, async () => {
      const sealing = sealing2017(suite);
      const [client, server] = [new ClientPackets2017(sealing), new ServerPackets2017(sealing)];
      await server.open(await client.seal(TARGET, text("hi")), CLIENT);
      await server.open(new Uint8Array(100), CLIENT);
      assertEquals([strict.keys, strict.mistakes], [0, []]);
    });
  }
}

for (const suite of SUITES) {
  Deno.test(`ServerPackets2017.open() lets nothing out of noise with ${nameOf(suite)}`, async () => {
    const server = new ServerPackets2017(sealing2017(suite));
    await fc.assert(
      fc.asyncProperty(NOISE, async (noise) => {
        assertEquals(await server.open(noise, CLIENT), "unauthentic");
      }),
      { numRuns: 50 },
    );
  });

  Deno.test(`ServerPackets2017.open() opens nothing of another method with ${nameOf(suite)}`, async () => {
    for (const other of SUITES.filter(({ engineName }) => engineName === "node")) {
      if (other.method.name === suite.method.name) continue;
      const sealed = await new ClientPackets2017(sealing2017(other)).seal(TARGET, text("hi"));
      const opened = await new ServerPackets2017(sealing2017(suite)).open(sealed, CLIENT);
      assertEquals(opened, "unauthentic", `sealed with ${other.method.name}`);
    }
  });
}

Deno.test("ServerPackets2017.open() derives no key for what is too short to be a packet", async () => {
  let derived = 0;
  const subkeyOf = (masterKey: Uint8Array) => {
    derived++;
    return masterKey;
  };
  const engine = alteredEngine({ derivation: { ...NODE.derivation, subkeyOf } });
  const server = new ServerPackets2017(sealing2017(new CipherSuite("aes-256-gcm", engine)));
  await server.open(new Uint8Array(32 + TAG_BYTES + 3), CLIENT);
  assertEquals(derived, 0);
  await server.open(new Uint8Array(32 + TAG_BYTES + 4), CLIENT);
  assertEquals(derived, 1);
});

Deno.test("ServerPackets2017.open() gives one session for each address, until it is forgotten", async () => {
  const server = new ServerPackets2017(PLAIN_SEALING);
  const session = async (port: number) => {
    const from = { host: "2001:db8::1", port };
    return (await server.open(bodyOf("hi"), from) as OpenedClientPacket).session;
  };
  const first = await session(1);
  assert(first === await session(1));
  assertEquals(first.key, "[2001:db8::1]:1");
  assert(first !== await session(2));
  server.forget(first);
  assert(first !== await session(1));
});

Deno.test("sessions seal at the same time and each into a room of its own", async () => {
  const engine = new LateEngine({ fromBytes: 0 });
  const sealing = sealing2017(new CipherSuite("aes-256-gcm", engine));
  const clients = [new ClientPackets2017(sealing), new ClientPackets2017(sealing)];
  const sealed = clients.map((client, i) => client.seal(TARGET, testBytes(100 + i)));
  await engine.untilHeld();
  engine.letGo();
  const server = new ServerPackets2017(sealing);
  for (const [i, datagram] of (await Promise.all(sealed)).entries()) {
    const { payload } = await server.open(datagram, CLIENT) as OpenedPacket;
    assertEquals(payload, testBytes(100 + i));
  }
});

Deno.test("ClientPackets2017.seal() may have its payload overwritten as soon as it has been called", async () => {
  const engine = new LateEngine({ fromBytes: 0 });
  const sealing = sealing2017(new CipherSuite("aes-256-gcm", engine));
  const payload = text("hi");
  const sealed = new ClientPackets2017(sealing).seal(TARGET, payload);
  payload.fill(0);
  engine.letGo();
  const opened = await new ServerPackets2017(sealing).open(await sealed, CLIENT);
  assertEquals((opened as OpenedPacket).payload, text("hi"));
});

Deno.test("packets of the method none are their bodies", async () => {
  const [client, server] = [
    new ClientPackets2017(PLAIN_SEALING),
    new ServerPackets2017(PLAIN_SEALING),
  ];
  assertEquals(await client.seal(TARGET, text("hi")), bodyOf("hi"));
  const opened = await server.open(bodyOf("hi"), CLIENT) as OpenedClientPacket;
  assertEquals([opened.address, opened.payload], [TARGET, text("hi")]);
  assertEquals(await opened.session.seal(TARGET, text("ho")), bodyOf("ho"));
  assertEquals(await client.open(bodyOf("ho")), { address: TARGET, payload: text("ho") });
});

Deno.test('ServerPackets2017.open() gives "malformed" for what is no body with the method none', () => {
  const server = new ServerPackets2017(PLAIN_SEALING);
  fc.assert(fc.property(NOISE, (noise) => {
    const opened = server.open(noise, CLIENT) as OpenedClientPacket | PacketFault;
    if (noise.length < 4 || ![1, 3, 4].includes(noise[0]!)) assertEquals(opened, "malformed");
    assert(opened === "malformed" || typeof opened !== "string");
  }));
});

Deno.test("ServerPackets2017.open() rejects when the engine fails, which is no fault of the packet", async () => {
  const aead = {
    seal: () => Promise.reject(new Error("broken")),
    open: () => Promise.reject(new Error("broken")),
    release: () => {},
  };
  const suite = new CipherSuite("aes-256-gcm", alteredEngine({ aead: () => aead }));
  const open = async () =>
    await new ServerPackets2017(sealing2017(suite)).open(new Uint8Array(100), CLIENT);
  await assertRejects(open, Error, "broken");
});

function bodyOf(payload: string): Uint8Array {
  return concatBytes(encodeAddress(TARGET), text(payload));
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
