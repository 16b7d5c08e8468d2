import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DecodeError } from "./decode_error.ts";
import {
  decodeClientHead,
  decodeServerHead,
  encodedHeadBytes,
  encodeHead,
  IDS_BYTES,
  type PacketHead,
} from "./packet_head_2022.ts";

const IDS = "0102030405060708" + "00000000000000ff";
const TIME = "000000006553f100";
const ANSWERED = "1112131415161718";
const FROM_CLIENT = IDS + "00" + TIME + "0000";
const FROM_SERVER = IDS + "01" + TIME + ANSWERED + "0000";

const HEAD: PacketHead = {
  session: Uint8Array.fromHex(IDS).slice(0, 8),
  packetId: 255n,
  unixSeconds: 1_700_000_000,
  answered: undefined,
  padding: 0,
};
const ANSWER: PacketHead = { ...HEAD, answered: Uint8Array.fromHex(ANSWERED) };

const anyId = fc.uint8Array({ minLength: 8, maxLength: 8 });
const anyHead = fc.record({
  session: anyId,
  packetId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  unixSeconds: fc.maxSafeNat(),
  padding: fc.nat(2000),
});

Deno.test("encodeHead() writes what SIP022 draws", () => {
  assertEquals(encoded(HEAD).toHex(), FROM_CLIENT);
  assertEquals(encoded(ANSWER).toHex(), FROM_SERVER);
  assertEquals(encoded({ ...HEAD, padding: 3 }).toHex(), IDS + "00" + TIME + "0003" + "000000");
});

Deno.test("encodeHead() puts zeros for padding where other bytes were, and leaves the rest alone", () => {
  const head = { ...ANSWER, padding: 4 };
  const out = new Uint8Array(encodedHeadBytes(head) + 2).fill(0xee);
  encodeHead(head, out);
  assertEquals(out.toHex(), IDS + "01" + TIME + ANSWERED + "0004" + "00000000" + "eeee");
});

Deno.test("decodeClientHead() and decodeServerHead() undo encodeHead()", () => {
  fc.assert(fc.property(anyHead, anyId, (head, answered) => {
    const { padding: _, ...rest } = head;
    const [client, server] = [
      encoded({ ...head, answered: undefined }),
      encoded({ ...head, answered }),
    ];
    assertEquals(decodeClientHead(client), { ...rest, answered: undefined, end: client.length });
    assertEquals(decodeServerHead(server), { ...rest, answered, end: server.length });
  }));
});

Deno.test("decodeClientHead() and decodeServerHead() refuse each other's type, and every other", () => {
  for (let type = 0; type < 256; type++) {
    const bytes = Uint8Array.fromHex(FROM_SERVER).with(IDS_BYTES, type);
    if (type !== 0) assertReason("bad_field", () => decodeClientHead(bytes));
    if (type !== 1) assertReason("bad_field", () => decodeServerHead(bytes));
  }
});

Deno.test("decodeClientHead() and decodeServerHead() refuse what ends inside the head", () => {
  for (const [decode, head] of [[decodeClientHead, HEAD], [decodeServerHead, ANSWER]] as const) {
    const whole = encoded({ ...head, padding: 3 });
    for (let length = 0; length < whole.length; length++) {
      assertReason("bad_length", () => decode(whole.subarray(0, length)));
    }
    decode(whole);
  }
});

Deno.test("decodeClientHead() and decodeServerHead() take noise for a head that lies inside it, or refuse it", () => {
  const noise = fc.uint8Array({ maxLength: 300, size: "max" });
  fc.assert(fc.property(fc.constantFrom(0, 1), noise, (type, noise) => {
    const bytes = noise.length > IDS_BYTES ? noise.with(IDS_BYTES, type) : noise;
    try {
      const { end } = type === 0 ? decodeClientHead(bytes) : decodeServerHead(bytes);
      assert(end <= bytes.length);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  }));
});

function encoded(head: PacketHead): Uint8Array {
  const out = new Uint8Array(encodedHeadBytes(head));
  assertEquals(encodeHead(head, out), out.length);
  return out;
}

function assertReason(reason: string, decode: () => unknown): void {
  assertEquals(assertThrows(decode, DecodeError).reason, reason);
}
