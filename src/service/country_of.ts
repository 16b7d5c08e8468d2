// The countries of addresses, for rules that ask for them.

import type { CountryOf } from "../acl/compile_destinations.ts";
import { asError } from "../net/as_error.ts";
import { readFileBytes } from "../net/deno_file.ts";
import { ServiceError } from "./service_error.ts";

/** Rejects with a ServiceError. `undefined`: no rule asks. */
export async function countriesOf(path: string | undefined): Promise<CountryOf | undefined> {
  if (path === undefined) return undefined;
  try {
    const { countryLookup } = await import("../acl/country_lookup.ts");
    return countryLookup(await readFileBytes(path));
  } catch (error) {
    throw new ServiceError(
      `cannot read countries from ${path}: ${asError(error).message}`,
      "name a database of countries in the MMDB format, such as GeoLite2-Country.mmdb",
    );
  }
}
