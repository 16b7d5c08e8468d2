import { assertEquals, assertThrows } from "@std/assert";
import { mmdbFile } from "../../tests/support/mmdb_file.ts";
import { countryLookup } from "./country_lookup.ts";

const FILE = mmdbFile({
  "192.0.2.0/24": {
    country: { iso_code: "NL", geoname_id: 1 },
    registered_country: { iso_code: "US" },
  },
  "198.51.100.0/25": { registered_country: { iso_code: "de" } },
  "198.51.100.128/25": { country_code: "FR" },
  "203.0.113.0/24": { country: "CN", continent: "AS" },
  "10.0.0.0/8": { continent: { code: "EU" } },
  "2001:db8::/32": { country: { iso_code: "SE" } },
});

Deno.test("countryLookup() finds the country of an address in each form of record", () => {
  const countryOf = countryLookup(FILE);
  const countries = {
    "192.0.2.0": "NL",
    "192.0.2.255": "NL",
    "::ffff:192.0.2.7": "NL",
    "64:ff9b::c000:207": "NL",
    "198.51.100.127": "DE",
    "198.51.100.128": "FR",
    "203.0.113.77": "CN",
    "10.1.2.3": undefined,
    "192.0.3.0": undefined,
    "2001:db8:1::1": "SE",
    "2001:db9::1": undefined,
    "example.com": undefined,
    "": undefined,
  };
  for (const [ip, country] of Object.entries(countries)) assertEquals(countryOf(ip), country, ip);
});

Deno.test("countryLookup() knows nothing of IPv6 when the file is of IPv4 alone", () => {
  const countryOf = countryLookup(mmdbFile({ "32.0.0.0/8": { country: "US" } }, { ipVersion: 4 }));
  assertEquals([countryOf("32.1.2.3"), countryOf("2001:db8::1")], ["US", undefined]);
});

Deno.test("countryLookup() reads a part of a larger buffer", () => {
  const buffer = new Uint8Array(FILE.length + 20);
  buffer.set(FILE, 10);
  assertEquals(countryLookup(buffer.subarray(10, 10 + FILE.length))("192.0.2.1"), "NL");
});

Deno.test("countryLookup() throws a RangeError when the bytes are no database", () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(100), new Uint8Array(5000).fill(0xff)]) {
    assertThrows(() => countryLookup(bytes), RangeError, "this is no MMDB file");
  }
});

Deno.test("countryLookup() knows nothing, or refuses the file, when it is damaged", () => {
  for (let at = 0; at < FILE.length; at++) {
    const damaged = FILE.slice();
    damaged[at]! ^= 0xff;
    try {
      const country = countryLookup(damaged)("2001:db8::1");
      assertEquals(country === undefined || /^[A-Z]{2}$/.test(country), true);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
});
