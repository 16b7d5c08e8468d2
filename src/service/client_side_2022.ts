// A client's side of the 2022 edition.

import type { KeySource } from "../config/config.ts";
import type { Cipher2022Name } from "../crypto/method_table.ts";
import type { HostPort } from "../net/address.ts";
import { ClientPackets2022 } from "../shadowsocks/client_packets_2022.ts";
import { ClientConn2022 } from "../shadowsocks/conn_2022.ts";
import { IdentityChain } from "../shadowsocks/identity_chain.ts";
import type { ClientSide, ClientSideParts } from "./client_side.ts";
import { pskChain } from "./psk_chain.ts";
import { ServerClock } from "./server_clock.ts";
import { randomBytes, unixSeconds } from "./side_parts.ts";

export interface ClientEntry2022 {
  readonly method: Cipher2022Name;
  readonly key: KeySource | undefined;
  readonly address: HostPort;
}

export async function buildClientSide2022(
  { method, key, address }: ClientEntry2022,
  { engines, buffers, clock, log, isClockTolerant }: ClientSideParts,
): Promise<ClientSide> {
  const suite = await engines.suite2022(method);
  const chain = new IdentityChain(suite, pskChain(key, suite));
  const theirs = new ServerClock({
    server: address,
    unixSeconds,
    isTolerant: isClockTolerant,
    log,
  });
  const shared = { suite, chain, random: randomBytes, unixSeconds: () => theirs.unixSeconds() };
  const heardClock = (ahead: number) => theirs.heard(ahead);
  return {
    wrap: (conn) => new ClientConn2022(conn, { ...shared, buffers, heardClock }),
    startSession: () => new ClientPackets2022({ ...shared, clock }),
    engine: suite.engineName,
  };
}
