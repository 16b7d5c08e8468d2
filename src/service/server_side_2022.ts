// A server's side of the 2022 edition.

import type { Cipher2022Name } from "../crypto/method_table.ts";
import { ServerConn2022 } from "../shadowsocks/conn_2022.ts";
import { ServerPackets2022 } from "../shadowsocks/server_packets_2022.ts";
import { UserKeys } from "../shadowsocks/user_keys.ts";
import { pskChain } from "./psk_chain.ts";
import type { ServerSide, ServerSideEntry, ServerSideParts } from "./server_side.ts";
import { randomBytes, unixSeconds } from "./side_parts.ts";

export async function buildServerSide2022(
  { method, key, users, oneRead }: ServerSideEntry<Cipher2022Name>,
  { engines, buffers, clock, recentSalts, maxSessions }: ServerSideParts,
): Promise<ServerSide> {
  const suite = await engines.suite2022(method);
  const keys = new UserKeys({
    suite,
    key: pskChain(key, suite).userKey,
    users: users.map(({ name, key }) => ({ user: name, key: pskChain(key, suite).userKey })),
  });
  const shared = { keys, random: randomBytes, unixSeconds };
  const streams = {
    ...shared,
    buffers,
    admitSalt: (salt: Uint8Array) => recentSalts!.admit(salt),
    isOneRead: oneRead,
  };
  return {
    wrap: (conn) => new ServerConn2022(conn, streams),
    packets: () => new ServerPackets2022({ ...shared, clock, maxSessions }),
    engine: suite.engineName,
  };
}
