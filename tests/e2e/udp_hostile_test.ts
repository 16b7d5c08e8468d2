// What strangers get from `umbra server -u` (issue 5): nothing, whatever they send.

import { assertEquals } from "@std/assert";
import { encodeAddress } from "../../src/codec/address_header.ts";
import type { CipherName } from "../../src/crypto/method_table.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { HostileUdpScene } from "../support/hostile_udp_scene.ts";
import { bitFlips, sealedBody, sealedFor } from "../support/sealed_packets.ts";
import { UdpClient } from "../support/udp_client.ts";

const METHOD = "aes-256-gcm";
const OTHER_METHODS: readonly CipherName[] = ["aes-128-gcm", "chacha20-ietf-poly1305"];
const HI = new TextEncoder().encode("hi");
const FLOOD = 20_000;

Deno.test("garbage of 0 to 1,500 bytes is met with silence", async () => {
  await using scene = await HostileUdpScene.open(METHOD);
  await scene.assertIgnores(garbage({ least: 0, most: 1500 }));
});

Deno.test("a flood of garbage leaves memory and log as they were", async () => {
  await using scene = await HostileUdpScene.open(METHOD);
  await scene.assertIgnores(garbage({ least: 100, most: 1400, count: 2000 }));
  await scene.assertIgnores(garbage({ least: 100, most: 1400, count: FLOOD }));
});

Deno.test("a packet under another method or password is met with silence", async () => {
  await using scene = await HostileUdpScene.open(METHOD);
  const { key, target } = scene;
  await scene.assertIgnores([
    ...OTHER_METHODS.map((method) => sealedFor({ ...key, method }, target, HI)),
    sealedFor({ ...key, password: "another" }, target, HI),
  ]);
});

Deno.test("a packet with one bit changed, or cut short, is met with silence", async () => {
  await using scene = await HostileUdpScene.open(METHOD);
  const packet = sealedFor(scene.key, scene.target, HI);
  await scene.assertIgnores(bitFlips(packet));
  await scene.assertIgnores(packet.keys().map((length) => packet.subarray(0, length)));
  await scene.assertIgnores([concatBytes(packet, Uint8Array.of(0))]);
  // Nothing else was wrong with it.
  await scene.prober.exchange(packet);
  assertEquals(scene.arrived, 1);
});

Deno.test("a packet that comes again, from whomever, is met with silence", async () => {
  await using scene = await HostileUdpScene.open(METHOD);
  const packet = sealedFor(scene.key, scene.target, HI);
  const answer = await scene.prober.exchange(packet);
  await scene.assertIgnores(Array(50).fill(packet));
  await using other = new UdpClient(scene.server.port);
  await other.send(packet);
  await scene.converse();
  assertEquals([other.heard, scene.arrived], [0, 1]);
  // What the server says itself is no packet of a client's either.
  await scene.assertIgnores([answer]);
});

Deno.test("a packet without a target is met with silence, though its key is right", async () => {
  await using scene = await HostileUdpScene.open(METHOD);
  const header = encodeAddress(scene.target);
  const bodies = [
    ...header.keys().map((length) => header.subarray(0, length)),
    concatBytes(encodeAddress({ ...scene.target, port: 0 }), HI),
    concatBytes(Uint8Array.of(2), header.subarray(1), HI),
    Uint8Array.of(3, 255, ...HI),
  ];
  await scene.assertIgnores(bodies.map((body) => sealedBody(scene.key, body)));
});

/** Random bytes of all lengths in turn. */
function* garbage(
  { least, most, count = most - least + 1 }: {
    readonly least: number;
    readonly most: number;
    readonly count?: number;
  },
): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    yield crypto.getRandomValues(new Uint8Array(least + i % (most - least + 1)));
  }
}
