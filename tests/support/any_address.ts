// Addresses for property tests, spelled as our decoders spell them.

import fc from "fast-check";
import type { HostPort } from "../../src/net/address.ts";

export function anyAddress(): fc.Arbitrary<HostPort> {
  return fc.record({
    host: fc.oneof(fc.domain(), fc.ipV4(), fc.constantFrom("::1", "2001:db8::7")),
    port: fc.nat(65535),
  });
}
