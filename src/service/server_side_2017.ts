// A server's side of AEAD-2017: one key for everybody, or a port that many users share, each with a key of its own.

import type { CipherSuite } from "../crypto/cipher_suite.ts";
import type { CipherName } from "../crypto/method_table.ts";
import type { Clock } from "../net/clock.ts";
import type { SaltFilter } from "../replay/salt_filter.ts";
import { KeyRing } from "../shadowsocks/key_ring.ts";
import { KeyTrial } from "../shadowsocks/key_trial.ts";
import { ServerPackets2017 } from "../shadowsocks/packets_2017.ts";
import type { RecordParts } from "../shadowsocks/record.ts";
import { RecordConn } from "../shadowsocks/record_conn.ts";
import { Sealing2017, type SealingParts2017 } from "../shadowsocks/sealing_2017.ts";
import { SharedConn2017, type SharedParts2017 } from "../shadowsocks/shared_conn_2017.ts";
import { SharedPackets2017 } from "../shadowsocks/shared_packets_2017.ts";
import { TrialLine } from "../shadowsocks/trial_line.ts";
import type { UserKey } from "../shadowsocks/user_keys.ts";
import { masterKey } from "./master_key.ts";
import type { ServerSide, ServerSideEntry, ServerSideParts } from "./server_side.ts";
import { randomBytes } from "./side_parts.ts";

/** Streams for which all keys are to be tried: as many as are served within a second or so; who comes then is absorbed. */
const MAX_WAITING = 1024;

export async function buildServerSide2017(
  { method, key, users }: ServerSideEntry<CipherName>,
  { engines, buffers, salts, packetSalts, clock }: ServerSideParts,
): Promise<ServerSide> {
  const suite = await engines.suite(method);
  const port: Port = {
    streams: { suite, buffers, random: randomBytes, ...watchedBy(salts) },
    packets: { suite, random: randomBytes, ...watchedBy(packetSalts) },
  };
  const ends = users.length === 0
    ? endsOfOne(masterKey(key, suite), port)
    : endsOfMany(userKeys({ users, key }, suite), { ...port, clock });
  return { ...ends, engine: suite.engineName };
}

/** All that goes with a key. */
interface Port {
  readonly streams: Omit<RecordParts, "masterKey">;
  readonly packets: Omit<SealingParts2017, "masterKey">;
}

interface SharedPort extends Port {
  readonly clock: Clock;
}

type Ends = Pick<ServerSide, "wrap" | "packets">;

function endsOfOne(masterKey: Uint8Array, { streams, packets }: Port): Ends {
  const records: RecordParts = { ...streams, masterKey };
  const sealing = new Sealing2017({ ...packets, masterKey });
  return {
    wrap: (conn) => new RecordConn(conn, records),
    packets: () => new ServerPackets2017(sealing),
  };
}

function endsOfMany(users: readonly UserKey[], { streams, packets, clock }: SharedPort): Ends {
  const keys = new KeyRing(users.map(({ user, key }) => {
    const sealing = new Sealing2017({ ...packets, masterKey: key });
    return { user, key, sealing };
  }));
  const line = new TrialLine({ clock, maxWaiting: MAX_WAITING });
  const shared: SharedParts2017 = { ...streams, trial: new KeyTrial({ keys, line }) };
  return {
    wrap: (conn) => new SharedConn2017(conn, shared),
    packets: () => {
      // Packets are opened one after the other: while one waited, all would.
      const line = new TrialLine({ clock, maxWaiting: 0 });
      return new SharedPackets2017(new KeyTrial({ keys, line }));
    },
  };
}

/** Whoever has the port's own key is nobody in particular. */
function userKeys(
  { users, key }: Pick<ServerSideEntry<CipherName>, "users" | "key">,
  suite: CipherSuite,
): readonly UserKey[] {
  const named = users.map(({ name, key }) => ({ user: name, key: masterKey(key, suite) }));
  return key === undefined ? named : [...named, { user: undefined, key: masterKey(key, suite) }];
}

/** Our own answers, reflected to us, are a replay as well. */
function watchedBy(filter: SaltFilter): Pick<RecordParts, "admitSalt" | "sentSalt"> {
  return {
    admitSalt: (salt) => filter.admit(salt),
    sentSalt: (salt) => filter.admit(salt),
  };
}
