import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatIp, isIp, parseIp } from "./ip_address.ts";

const CANONICAL: readonly (readonly [text: string, hex: string])[] = [
  ["0.0.0.0", "00000000"],
  ["127.0.0.1", "7f000001"],
  ["255.255.255.255", "ffffffff"],
  ["::", "00000000000000000000000000000000"],
  ["::1", "00000000000000000000000000000001"],
  ["1::", "00010000000000000000000000000000"],
  ["2001:db8::1", "20010db8000000000000000000000001"],
  ["fe80::1:2:3:4", "fe800000000000000001000200030004"],
  // RFC 5952: the longest run of zeros, the first of two, never a single field; lower case, no leading zeros.
  ["2001:0:0:1::1", "20010000000000010000000000000001"],
  ["2001:db8::1:0:0:1", "20010db8000000000001000000000001"],
  ["::1:0:0:1:1:1", "00000000000100000000000100010001"],
  ["2001:db8:0:1:1:1:1:1", "20010db8000000010001000100010001"],
  ["abcd:ef01:2345:6789:abcd:ef01:2345:6789", "abcdef0123456789abcdef0123456789"],
];

for (const [text, hex] of CANONICAL) {
  Deno.test(`parseIp() and formatIp() agree on ${text}`, () => {
    assertEquals(parseIp(text)?.toHex(), hex);
    assertEquals(formatIp(Uint8Array.fromHex(hex)), text);
  });
}

const SPELLINGS: readonly (readonly [text: string, hex: string])[] = [
  ["2001:0DB8:0000:0000:0000:0000:0000:0001", "20010db8000000000000000000000001"],
  ["2001:db8:0:0:0:0:0:1", "20010db8000000000000000000000001"],
  ["0:0::0:1", "00000000000000000000000000000001"],
  ["1:2:3:4:5:6:7::", "00010002000300040005000600070000"],
  ["::2:3:4:5:6:7:8", "00000002000300040005000600070008"],
  ["::ffff:192.0.2.1", "00000000000000000000ffffc0000201"],
  ["::FFFF:c000:201", "00000000000000000000ffffc0000201"],
  ["64:ff9b::192.0.2.1", "0064ff9b0000000000000000c0000201"],
  ["1:2:3:4:5:6:192.0.2.1", "000100020003000400050006c0000201"],
  // IPv4-compatible (RFC 4291 section 2.5.5.1), which is not IPv4-mapped.
  ["::192.0.2.1", "000000000000000000000000c0000201"],
  ["::127.0.0.1", "0000000000000000000000007f000001"],
];

for (const [text, hex] of SPELLINGS) {
  Deno.test(`parseIp() reads ${text}`, () => {
    assertEquals(parseIp(text)?.toHex(), hex);
  });
}

for (
  const text of [
    "",
    ".",
    "1",
    "127.1",
    "127.0.1",
    "1.2.3.4.5",
    "1.2.3.",
    ".1.2.3",
    "1..2.3",
    "1.2.3.4.",
    "256.1.1.1",
    "1.1.1.999",
    "4294967296.1.1.1",
    "1.1.1.99999999999999999999",
    "01.2.3.4",
    "1.2.3.04",
    "1.2.3.00",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "2130706433",
    "0x7f000001",
    "1e1.0.0.1",
    "+1.2.3.4",
    "-1.2.3.4",
    "1.2.3.4 ",
    " 1.2.3.4",
    "1.2.3.4\n",
    "1.2.3.4/8",
    "１.2.3.4",
    "1。2.3.4",
    "localhost",
    ":",
    ":::",
    "1:",
    ":1",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "1::2:3:4:5:6:7:8",
    "12345::",
    "::00001",
    "::g",
    "::0x1",
    "[::1]",
    "::1]",
    " ::1",
    "::1 ",
    "::1\n",
    "::1/128",
    "fe80::1%eth0",
    "fe80::1%",
    "1:2:3:4:5:6:7:1.2.3.4",
    "2001:db8:1.2.3.4::",
    "::1.2.3",
    "::1.2.3.4.5",
    "::256.1.1.1",
    "1.2.3.4::",
    // Inside IPv6 the four parts are IPv4 too: what is a name there must not be an address here.
    "::ffff:127.1",
    "::ffff:0x7f.0.0.1",
    "::ffff:0177.0.0.1",
    "::ffff:010.0.0.1",
    "::ffff:08.1.1.1",
    "::01.2.3.4",
    "64:ff9b::0x7f.0.0.1",
  ]
) {
  Deno.test(`parseIp() takes ${JSON.stringify(text)} for no address`, () => {
    assertEquals(parseIp(text), undefined);
    assert(!isIp(text));
  });
}

Deno.test("parseIp() reads what formatIp() writes", () => {
  const bytes = fc.oneof(addressOf(4), addressOf(16));
  fc.assert(fc.property(bytes, (bytes) => {
    assertEquals(parseIp(formatIp(bytes)), bytes);
    assert(isIp(formatIp(bytes)));
  }));
});

Deno.test("formatIp() writes one text for all spellings of an address", () => {
  fc.assert(fc.property(addressOf(16), fc.boolean(), (bytes, capital) => {
    const fields = Array.from({ length: 8 }, (_, i) => bytes.subarray(i * 2, i * 2 + 2).toHex());
    const text = fields.join(":");
    const parsed = parseIp(capital ? text.toUpperCase() : text);
    assertEquals(parsed, bytes);
    assertEquals(formatIp(parsed!), formatIp(bytes));
  }));
});

Deno.test("parseIp() agrees with a pattern on what looks like IPv4", () => {
  const part = fc.oneof(
    fc.integer({ min: 0, max: 300 }).map(String),
    fc.constantFrom("", "0", "00", "01", "255", "256", "1a", " 1", "0x1"),
  );
  const decimal = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  const pattern = new RegExp(`^${decimal}\\.${decimal}\\.${decimal}\\.${decimal}$`);
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
    const text = parts.join(".");
    const expected = pattern.test(text) ? Uint8Array.from(parts, Number) : undefined;
    assertEquals(parseIp(text), expected);
  }));
});

Deno.test("parseIp() never throws", () => {
  const soup = fc.string({ unit: fc.constantFrom(..."0123456789abcdefxF:.%[]/ -") });
  fc.assert(fc.property(soup, (text) => {
    const bytes = parseIp(text);
    assert(bytes === undefined || bytes.length === 4 || bytes.length === 16);
  }));
});

/** Rich in zeros, where the short forms are. */
function addressOf(length: number): fc.Arbitrary<Uint8Array> {
  const byte = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 255 }));
  return fc.array(byte, { minLength: length, maxLength: length }).map((all) =>
    Uint8Array.from(all)
  );
}
