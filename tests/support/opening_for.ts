// A stream for the roles of umbra_in_process.ts that asks for a target on loopback and says "hi".

import { encodeAddress } from "../../src/codec/address_header.ts";
import type { CipherName } from "../../src/crypto/method_table.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { sealStream } from "./reference_stream.ts";
import { newStreamKey } from "./umbra_in_process.ts";

export function openingFor(method: CipherName, targetPort: number): Uint8Array {
  const header = encodeAddress({ host: "127.0.0.1", port: targetPort });
  return sealStream(newStreamKey(method), [concatBytes(header, Uint8Array.of(0x68, 0x69))]);
}
