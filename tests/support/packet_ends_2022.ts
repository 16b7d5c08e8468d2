// Both ends of packets of the 2022 edition, with clocks that a test moves.

import type { CipherSuite2022 } from "../../src/crypto/cipher_suite_2022.ts";
import {
  type ClientPacketParts,
  ClientPackets2022,
} from "../../src/shadowsocks/client_packets_2022.ts";
import { IdentityChain } from "../../src/shadowsocks/identity_chain.ts";
import {
  type ServerPacketParts,
  ServerPackets2022,
} from "../../src/shadowsocks/server_packets_2022.ts";
import { UserKeys } from "../../src/shadowsocks/user_keys.ts";
import { keyOf, NOW, randomBytes } from "./suites_2022.ts";

/** Time at NOW, and standing still. */
export class TestTime {
  ms = 0;

  readonly clock = { now: (): number => this.ms };
  readonly unixSeconds = (): number => NOW + Math.floor(this.ms / 1000);
}

/** One key for everybody; `changes` are a test's own parts. */
export function clientPackets(
  suite: CipherSuite2022,
  changes: Partial<ClientPacketParts> = {},
): ClientPackets2022 {
  const { clock, unixSeconds } = new TestTime();
  return new ClientPackets2022({
    suite,
    chain: new IdentityChain(suite, { identityKeys: [], userKey: keyOf(suite) }),
    random: randomBytes,
    unixSeconds,
    clock,
    ...changes,
  });
}

/** As {@link clientPackets}. */
export function serverPackets(
  suite: CipherSuite2022,
  changes: Partial<ServerPacketParts> = {},
): ServerPackets2022 {
  const { clock, unixSeconds } = new TestTime();
  return new ServerPackets2022({
    keys: new UserKeys({ suite, key: keyOf(suite), users: [] }),
    random: randomBytes,
    unixSeconds,
    clock,
    maxSessions: 100,
    ...changes,
  });
}
