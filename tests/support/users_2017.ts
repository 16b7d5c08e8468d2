// Users who share a port of AEAD-2017, for tests.

import { masterKeyOf } from "../../src/crypto/derive_key_2017.ts";
import type { CipherSuite } from "../../src/crypto/cipher_suite.ts";
import { KeyRing } from "../../src/shadowsocks/key_ring.ts";
import { KeyTrial } from "../../src/shadowsocks/key_trial.ts";
import type { PacketKey } from "../../src/shadowsocks/packets_2017.ts";
import type { SealingParts2017 } from "../../src/shadowsocks/sealing_2017.ts";
import { TrialLine } from "../../src/shadowsocks/trial_line.ts";
import type { UserKey } from "../../src/shadowsocks/user_keys.ts";
import { ManualClock } from "./manual_clock.ts";
import { sealing2017 } from "./packet_parts.ts";

export type User2017 = UserKey & PacketKey;

/** Each with the name as the password; `changes` are a test's own parts of their packets. */
export function users2017(
  suite: CipherSuite,
  names: readonly string[],
  changes: Partial<SealingParts2017> = {},
): readonly User2017[] {
  return names.map((user) => {
    const key = masterKeyOf(user, suite.method.keyBytes);
    return { user, key, sealing: sealing2017(suite, { ...changes, masterKey: key }) };
  });
}

/** In a line that never makes anybody wait. */
export function trialOf<K>(keys: readonly K[]): KeyTrial<K> {
  const line = new TrialLine({ clock: new ManualClock(), maxWaiting: 1000 });
  return new KeyTrial({ keys: new KeyRing(keys), line });
}
