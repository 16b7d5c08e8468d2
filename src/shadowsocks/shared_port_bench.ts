// What does it cost a server to find out whose a stream or a packet of AEAD-2017 is, where 1, 10 or 100 users share the
// port: when the key is the first one tried, when it is the last, and when it is none of them?

import { assertEquals } from "@std/assert";
import { ENGINES, recordParts, suitesOf } from "../../tests/support/cipher_suites.ts";
import { MirrorConn } from "../../tests/support/mirror_conn.ts";
import { sealing2017 } from "../../tests/support/packet_parts.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { trialOf, type User2017 } from "../../tests/support/users_2017.ts";
import { encodeAddress } from "../codec/address_header.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";
import { concatBytes } from "../net/bytes.ts";
import { PacketScratch } from "./packet_scratch.ts";
import { RecordConn } from "./record_conn.ts";
import { SharedConn2017 } from "./shared_conn_2017.ts";
import { SharedPackets2017 } from "./shared_packets_2017.ts";

const METHODS = ["aes-256-gcm", "chacha20-ietf-poly1305"];
const CLIENT = { host: "192.0.2.7", port: 50_000 };
const TARGET = { host: "192.0.2.1", port: 80 };
const PAYLOAD = testBytes(93);

for (const method of METHODS) {
  for (const suite of ENGINES.flatMap(suitesOf).filter((suite) => suite.method.name === method)) {
    const [mine, ...others] = Array.from({ length: 101 }, (_, i) => candidate(suite, i));
    const scenes = {
      "1 key": [mine!],
      "first of 10": [mine!, ...others.slice(0, 9)],
      "last of 10": [...others.slice(0, 9), mine!],
      "first of 100": [mine!, ...others.slice(0, 99)],
      "last of 100": [...others.slice(0, 99), mine!],
      "none of 100": others,
    };
    for (const [name, keys] of Object.entries(scenes)) {
      await benchStream(name, { suite, mine: mine!, keys });
      await benchPacket(name, { suite, mine: mine!, keys });
    }
  }
}

interface Scene {
  readonly suite: CipherSuite;
  readonly mine: User2017;
  readonly keys: readonly User2017[];
}

async function benchStream(name: string, { suite, mine, keys }: Scene): Promise<void> {
  const wire = new MirrorConn(1024);
  await new RecordConn(wire, recordParts(suite, { masterKey: mine.key }))
    .write(concatBytes(encodeAddress(TARGET), PAYLOAD));
  const parts = recordParts(suite);
  const open = async () => {
    const conn = new SharedConn2017(wire, { ...parts, trial: trialOf(keys) });
    const isOpen = await conn.read().then(() => true, () => false);
    conn.close();
    return isOpen;
  };
  assertEquals(await open(), keys.includes(mine));
  const group = `stream, ${suite.method.name} on ${suite.engineName}`;
  Deno.bench(name, { group, baseline: name === "1 key" }, async () => void await open());
}

async function benchPacket(name: string, { suite, mine, keys }: Scene): Promise<void> {
  const sealed = await sealing2017(suite, { masterKey: mine.key })
    .seal(encodeAddress(TARGET), PAYLOAD, new PacketScratch());
  const open = async () =>
    typeof await new SharedPackets2017(trialOf(keys)).open(sealed, CLIENT) !== "string";
  assertEquals(await open(), keys.includes(mine));
  const group = `packet, ${suite.method.name} on ${suite.engineName}`;
  Deno.bench(name, { group, baseline: name === "1 key" }, async () => void await open());
}

function candidate(suite: CipherSuite, number: number): User2017 {
  const key = suite.masterKeyOf(`password of user ${number}`);
  return { user: `user ${number}`, key, sealing: sealing2017(suite, { masterKey: key }) };
}
