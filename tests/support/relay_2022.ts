// A client behind a relay behind a server of the 2022 edition, for tests of the relay.

import { encodeAddress } from "../../src/codec/address_header.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import type { HostPort } from "../../src/net/address.ts";
import { ClientConn2022 } from "../../src/shadowsocks/conn_2022.ts";
import { IdentityChain } from "../../src/shadowsocks/identity_chain.ts";
import { IdentityRelay } from "../../src/shadowsocks/identity_relay.ts";
import type { ClientPackets } from "../../src/shadowsocks/packets.ts";
import { UserKeys } from "../../src/shadowsocks/user_keys.ts";
import { BLOCK_BYTES } from "../../src/crypto/block_cipher.ts";
import { NODE } from "./cipher_suites.ts";
import { clientPackets } from "./packet_ends_2022.ts";
import { ScriptedConn } from "./scripted_conn.ts";
import { clientParts, keyOf, suitesOf2022 } from "./suites_2022.ts";
import { testBytes } from "./test_bytes.ts";

const TARGET: HostPort = { host: "192.0.2.80", port: 80 };
const EXIT: HostPort = { host: "exit.example", port: 8388 };
const OTHER: HostPort = { host: "other.example", port: 8389 };

export interface RelayScene2022 {
  readonly relay: IdentityRelay;
  readonly destinations: ReadonlyMap<string, HostPort>;
  /** Where the client's streams and packets are to go on to. */
  readonly exit: HostPort;
  /** What a client sends to the relay, and what the relay is to pass on. */
  stream(): Promise<{ readonly sent: Uint8Array; readonly stripped: Uint8Array }>;
  startSession(): ClientPackets;
}

/** `firstKey`: the number of the key that the client takes for the relay's, which is 0. */
export function relayScene2022({ firstKey = 0 } = {}): RelayScene2022 {
  const suite = suitesOf2022(NODE)[0]!;
  const [relayKey, exitKey, otherKey, userKey] = [0, 1, 2, 3].map((number) => keyOf(suite, number));
  const chain = new IdentityChain(suite, {
    identityKeys: [keyOf(suite, firstKey), exitKey!],
    userKey: userKey!,
  });
  const users = [{ user: "exit", key: exitKey! }, { user: "other", key: otherKey! }];
  return {
    relay: new IdentityRelay(new UserKeys({ suite, key: relayKey!, users })),
    destinations: new Map([["exit", EXIT], ["other", OTHER]]),
    exit: EXIT,
    stream: async () => {
      const lower = new ScriptedConn([]);
      const client = new ClientConn2022(lower, clientParts(suite, { chain }));
      await client.write(concatBytes(encodeAddress(TARGET), testBytes(100)));
      const sent = concatBytes(...lower.writes);
      const { saltBytes } = suite.method;
      return {
        sent,
        stripped: concatBytes(sent.subarray(0, saltBytes), sent.subarray(saltBytes + BLOCK_BYTES)),
      };
    },
    startSession: () => clientPackets(suite, { chain }),
  };
}
