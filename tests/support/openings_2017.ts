// Streams of AEAD-2017 that others have written, for every method.

import { vectorCases } from "./vector_file.ts";
import type { CipherName } from "../../src/crypto/method_table.ts";

/** Bytes in hex. */
export interface Opening {
  readonly method: CipherName;
  readonly password: string;
  readonly salt: string;
  /** The payload of each record, beginning with an address header. */
  readonly records: readonly string[];
  /** What follows the salt. */
  readonly sealed: string;
}

export const OPENINGS: readonly Opening[] = [
  ...vectorCases<Opening>("shadowsocks/openings_2017.json", 2),
  ...vectorCases<Opening>("shadowsocks/libev_openings_2017.json", 5),
];
