// Countries of addresses by a database in the MaxMind DB format (MMDB): GeoLite2, DB-IP, IPinfo and others whose records
// name one. Loaded by who needs it only.

import { type CountryResponse, Reader } from "mmdb-lib";
import { formatIp, parseIp } from "../net/ip_address.ts";
import { embeddedIpv4 } from "./address_block.ts";
import type { CountryOf } from "./compile_destinations.ts";

// Not `import`, which a bundle would move to its top, for everybody to wait for.
const { Buffer } = await import("node:buffer");

/** A database of countries has a few hundred records, one of cities far more than are asked for. */
const MAX_RECORDS_KEPT = 1000;

/** Throws a RangeError where the bytes are no such database. */
export function countryLookup(bytes: Uint8Array): CountryOf {
  const reader = openDatabase(bytes);
  const hasIpv6 = reader.metadata.ipVersion === 6;
  return (ip) => {
    const asked = parseIp(ip);
    if (asked === undefined) return undefined;
    const address = embeddedIpv4(asked) ?? asked;
    return address.length === 4 || hasIpv6 ? countryAt(reader, formatIp(address)) : undefined;
  };
}

function openDatabase(bytes: Uint8Array): Reader<CountryResponse> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return new Reader(buffer, { cache: new RecordCache() });
  } catch (cause) {
    throw new RangeError("Cannot read countries: this is no MMDB file", { cause });
  }
}

function countryAt(reader: Reader<CountryResponse>, ip: string): string | undefined {
  try {
    return countryIn(reader.get(ip));
  } catch {
    // A damaged record: nothing is known of this address.
    return undefined;
  }
}

/** `{country: {iso_code: "DE"}}`, else the country where it is registered, else `{country_code: "DE"}` or `{country: "DE"}`. */
function countryIn(record: unknown): string | undefined {
  const codes = [
    valueAt(valueAt(record, "country"), "iso_code"),
    valueAt(valueAt(record, "registered_country"), "iso_code"),
    valueAt(record, "country_code"),
    valueAt(record, "country"),
  ];
  const code = codes.find((code) => typeof code === "string" && /^[A-Za-z]{2}$/.test(code));
  return code === undefined ? undefined : String(code).toUpperCase();
}

function valueAt(record: unknown, key: string): unknown {
  const isMap = typeof record === "object" && record !== null;
  return isMap && Object.hasOwn(record, key) ? Reflect.get(record, key) : undefined;
}

/** Decoded records by where they stand in the file. */
class RecordCache {
  readonly #records = new Map<string | number, unknown>();

  get(at: string | number): unknown {
    return this.#records.get(at);
  }

  set(at: string | number, record: unknown): void {
    if (this.#records.size >= MAX_RECORDS_KEPT) this.#records.clear();
    this.#records.set(at, record);
  }
}
