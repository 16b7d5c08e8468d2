// A server's side of Shadowsocks: from the entry of one of its ports to the wrapping of its connections and packets.

import type { ServerEntry } from "../config/config.ts";
import { isCipher2022 } from "../crypto/method_table.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { UserConn } from "../net/user_conn.ts";
import type { SaltFilter } from "../replay/salt_filter.ts";
import type { SaltPool } from "../replay/salt_pool.ts";
import type { ServerPackets } from "../shadowsocks/packets.ts";
import { ServerPackets2017 } from "../shadowsocks/packets_2017.ts";
import { PLAIN_SEALING } from "../shadowsocks/plain_sealing.ts";
import { buildServerSide2017 } from "./server_side_2017.ts";
import type { SideParts } from "./side_parts.ts";

export interface ServerSide {
  readonly wrap: (conn: StreamConn) => UserConn;
  /** Of one socket. */
  readonly packets: () => ServerPackets;
  /** For the start-up line: the engine's name, or "none" where nothing is encrypted. */
  readonly engine: string;
}

/** What makes the side of a port, its method one of a family. */
export interface ServerSideEntry<M> extends Pick<ServerEntry, "key" | "users" | "oneRead"> {
  readonly method: M;
}

export interface ServerSideParts extends SideParts {
  /** Of all AEAD-2017 streams. */
  readonly salts: SaltFilter;
  /** Of all AEAD-2017 packets: each has one, and a few seconds of them would fill the filter of the streams. */
  readonly packetSalts: SaltFilter;
  /** Of all streams of the 2022 edition; there where a port speaks it. */
  readonly recentSalts: SaltPool | undefined;
  /** How many sessions of packets are kept, those included that are only remembered. */
  readonly maxSessions: number;
}

export async function buildServerSide(
  entry: ServerEntry,
  parts: ServerSideParts,
): Promise<ServerSide> {
  const { method, key, users, oneRead } = entry;
  if (method === "none") {
    return {
      wrap: (conn) => conn,
      packets: () => new ServerPackets2017(PLAIN_SEALING),
      engine: "none",
    };
  }
  if (isCipher2022(method)) {
    const { buildServerSide2022 } = await import("./server_side_2022.ts");
    return await buildServerSide2022({ method, key, users, oneRead }, parts);
  }
  return await buildServerSide2017({ method, key, users, oneRead }, parts);
}
