// A client's side of the 2022 edition.

import type { KeySource } from "../config/config.ts";
import type { Cipher2022Name } from "../crypto/method_table.ts";
import { ClientPackets2022 } from "../shadowsocks/client_packets_2022.ts";
import { ClientConn2022 } from "../shadowsocks/conn_2022.ts";
import { IdentityChain } from "../shadowsocks/identity_chain.ts";
import type { ClientSide } from "./client_side.ts";
import { pskChain } from "./psk_chain.ts";
import { randomBytes, type SideParts, unixSeconds } from "./side_parts.ts";

export interface ClientEntry2022 {
  readonly method: Cipher2022Name;
  readonly key: KeySource | undefined;
}

export async function buildClientSide2022(
  { method, key }: ClientEntry2022,
  { engines, buffers, clock }: SideParts,
): Promise<ClientSide> {
  const suite = await engines.suite2022(method);
  const chain = new IdentityChain(suite, pskChain(key, suite));
  const shared = { suite, chain, random: randomBytes, unixSeconds };
  return {
    wrap: (conn) => new ClientConn2022(conn, { ...shared, buffers, heardClock: () => {} }),
    startSession: () => new ClientPackets2022({ ...shared, clock }),
    engine: suite.engineName,
  };
}
