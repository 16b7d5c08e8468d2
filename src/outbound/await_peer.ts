// What follows the first yes of a SOCKS proxy to BIND: it listens, and its second yes says who has connected.

import type { HostPort } from "../net/address.ts";
import type { Cancel } from "../net/clock.ts";
import type { Awaiting } from "../net/stream_dialer.ts";
import { statedAddress } from "./stated_address.ts";

export interface Listening {
  /** As the first yes has it. */
  readonly bound: HostPort;
  /** Where the proxy was reached. */
  readonly proxy: HostPort;
  /** Of the handshake: whoever is waited for may take longer. */
  readonly deadline: Cancel;
  /** What the second yes has in it. */
  readonly readReply: () => Promise<HostPort>;
}

/** Resolves when the peer has connected. */
export async function awaitPeer(
  awaiting: Awaiting,
  { bound, proxy, deadline, readReply }: Listening,
): Promise<void> {
  deadline.cancel();
  await awaiting.listening(statedAddress(bound, proxy));
  awaiting.arrived(await readReply());
}
