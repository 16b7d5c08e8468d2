// A client's side of Shadowsocks: from the entry of the server that it uses to the wrapping of its connections and packets.

import type { ServerEntry } from "../config/config.ts";
import { isCipher2022 } from "../crypto/method_table.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { ClientPackets } from "../shadowsocks/packets.ts";
import { ClientPackets2017 } from "../shadowsocks/packets_2017.ts";
import { PLAIN_SEALING } from "../shadowsocks/plain_sealing.ts";
import { prefixedSalts } from "../shadowsocks/prefixed_salts.ts";
import type { RecordParts } from "../shadowsocks/record.ts";
import { RecordConn } from "../shadowsocks/record_conn.ts";
import { Sealing2017 } from "../shadowsocks/sealing_2017.ts";
import type { PlaneLog } from "./plane_log.ts";
import { masterKey } from "./master_key.ts";
import { randomBytes, type SideParts } from "./side_parts.ts";

export interface ClientSide {
  readonly wrap: (conn: StreamConn) => StreamConn;
  /** A new session for packets. */
  readonly startSession: () => ClientPackets;
  /** For the start-up line: the engine's name, or "none" where nothing is encrypted. */
  readonly engine: string;
}

export interface ClientSideParts extends SideParts {
  readonly log: PlaneLog;
  /** Goes by the server's clock where its own is off (2022 edition). */
  readonly isClockTolerant: boolean;
}

export async function buildClientSide(
  entry: ServerEntry,
  parts: ClientSideParts,
): Promise<ClientSide> {
  const { method, key, address } = entry;
  if (method === "none") {
    return {
      wrap: (conn) => conn,
      startSession: () => new ClientPackets2017(PLAIN_SEALING),
      engine: "none",
    };
  }
  if (isCipher2022(method)) {
    const { buildClientSide2022 } = await import("./client_side_2022.ts");
    return await buildClientSide2022({ method, key, address }, parts);
  }
  const suite = await parts.engines.suite(method);
  const records: RecordParts = {
    suite,
    masterKey: masterKey(key, suite),
    buffers: parts.buffers,
    random: randomBytes,
    // A client need not doubt the salts of the server that it has chosen (SIP022 says so as well).
    admitSalt: () => true,
    sentSalt: () => {},
  };
  const sealing = new Sealing2017(records);
  const streams = { ...records, random: prefixedSalts(entry.saltPrefix, randomBytes) };
  return {
    wrap: (conn) => new RecordConn(conn, streams),
    startSession: () => new ClientPackets2017(sealing),
    engine: suite.engineName,
  };
}
