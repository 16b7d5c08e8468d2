import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { anyAddress } from "../../tests/support/any_address.ts";
import { concatBytes } from "../net/bytes.ts";
import { encodeAddress } from "./address_header.ts";
import { DecodeError } from "./decode_error.ts";
import {
  decodeFixedRequest,
  decodeVariableRequest,
  encodeFixedRequest,
  encodeVariableRequest,
  FIXED_REQUEST_BYTES,
  MAX_PADDING_BYTES,
} from "./request_header_2022.ts";

const FIXED = "00" + "000000006553f100" + "0b0c";
const ADDRESS = "01" + "7f000001" + "0050";
const HI = "6869";

Deno.test("encodeFixedRequest() and decodeFixedRequest() agree on the wire", () => {
  const fixed = { unixSeconds: 1_700_000_000, length: 0x0b0c };
  assertEquals(encodeFixedRequest(fixed).toHex(), FIXED);
  assertEquals(decodeFixedRequest(Uint8Array.fromHex(FIXED)), fixed);
});

Deno.test("decodeFixedRequest() undoes encodeFixedRequest()", () => {
  const fixed = fc.record({ unixSeconds: fc.maxSafeNat(), length: fc.nat(0xffff) });
  fc.assert(fc.property(fixed, (fixed) => {
    assertEquals(decodeFixedRequest(encodeFixedRequest(fixed)), fixed);
  }));
});

Deno.test("decodeFixedRequest() refuses every type but 0", () => {
  for (let type = 1; type < 256; type++) {
    assertReason("bad_field", () => decodeFixedRequest(Uint8Array.fromHex(FIXED).with(0, type)));
  }
});

Deno.test("decodeFixedRequest() refuses every other length", () => {
  for (let length = 0; length < 2 * FIXED_REQUEST_BYTES; length++) {
    if (length === FIXED_REQUEST_BYTES) continue;
    assertReason("bad_length", () => decodeFixedRequest(new Uint8Array(length)));
  }
});

Deno.test("decodeFixedRequest() reads a time of all ones", () => {
  const bytes = Uint8Array.fromHex("00" + "ff".repeat(8) + "0000");
  assertEquals(decodeFixedRequest(bytes), { unixSeconds: 2 ** 64, length: 0 });
});

Deno.test("encodeVariableRequest() puts the padding between address and payload", () => {
  const opening = Uint8Array.fromHex(ADDRESS + HI);
  assertEquals(encodeVariableRequest(opening, 0).toHex(), ADDRESS + "0000" + HI);
  assertEquals(encodeVariableRequest(opening, 3).toHex(), ADDRESS + "0003" + "000000" + HI);
  const alone = Uint8Array.fromHex(ADDRESS);
  assertEquals(
    encodeVariableRequest(alone, 900).toHex(),
    ADDRESS + "0384" + "00".repeat(900),
  );
});

Deno.test("encodeVariableRequest() throws when there is no whole address", () => {
  for (let length = 0; length < ADDRESS.length / 2; length++) {
    const opening = Uint8Array.fromHex(ADDRESS).subarray(0, length);
    assertThrows(() => encodeVariableRequest(opening, 1), RangeError, "no whole address");
  }
});

Deno.test("decodeVariableRequest() finds what encodeVariableRequest() has put there", () => {
  const request = fc.record({
    address: anyAddress(),
    payload: fc.uint8Array({ maxLength: 50 }),
    padding: fc.nat(MAX_PADDING_BYTES),
  });
  fc.assert(fc.property(request, ({ address, payload, padding }) => {
    fc.pre(payload.length + padding > 0);
    const encoded = encodeAddress(address);
    const bytes = encodeVariableRequest(concatBytes(encoded, payload), padding);
    const { addressEnd, payloadAt } = decodeVariableRequest(bytes);
    assertEquals(bytes.subarray(0, addressEnd), encoded);
    assertEquals(payloadAt, addressEnd + 2 + padding);
    assertEquals(bytes.subarray(payloadAt), payload);
  }));
});

Deno.test("decodeVariableRequest() refuses an address that is alone", () => {
  const bytes = Uint8Array.fromHex(ADDRESS + "0000");
  assertReason("bad_field", () => decodeVariableRequest(bytes));
});

Deno.test("decodeVariableRequest() refuses what runs past its end, wherever it is cut", () => {
  const bytes = encodeVariableRequest(Uint8Array.fromHex(ADDRESS), 5);
  for (let length = 0; length < bytes.length; length++) {
    assertReason("bad_length", () => decodeVariableRequest(bytes.subarray(0, length)));
  }
  decodeVariableRequest(bytes);
});

Deno.test("decodeVariableRequest() takes more padding than we would send, if it lies inside", () => {
  for (const padding of [MAX_PADDING_BYTES + 1, 0xff00]) {
    const bytes = encodeVariableRequest(Uint8Array.fromHex(ADDRESS + HI), padding);
    assertEquals(bytes.subarray(decodeVariableRequest(bytes).payloadAt), Uint8Array.fromHex(HI));
  }
});

Deno.test("decodeVariableRequest() takes noise for a header that lies inside it, or refuses it", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300, size: "max" }), (noise) => {
    try {
      const { addressEnd, payloadAt } = decodeVariableRequest(noise);
      assert(addressEnd + 2 <= payloadAt && payloadAt <= noise.length);
      assert(addressEnd + 2 < noise.length);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  }));
});

function assertReason(reason: string, decode: () => unknown): void {
  assertEquals(assertThrows(decode, DecodeError).reason, reason);
}
