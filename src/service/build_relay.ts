// The post of a relay (SIP023): a port that finds in the identity headers of the 2022 edition which server a client wants,
// and passes on to it. That server may be anywhere: whoever runs the relay has named it.

import type { ServerEntry } from "../config/config.ts";
import { carriesTcp, carriesUdp } from "../config/mode.ts";
import { isCipher2022 } from "../crypto/method_table.ts";
import { IdentityRelayInbound } from "../inbound/identity_relay_inbound.ts";
import { IdentityRelayPacketInbound } from "../inbound/identity_relay_packet_inbound.ts";
import { PAYLOAD } from "../net/deno_tcp_conn.ts";
import { DirectDialer } from "../outbound/direct_dialer.ts";
import { DirectPacketDialer } from "../outbound/direct_packet_dialer.ts";
import { IdentityRelay } from "../shadowsocks/identity_relay.ts";
import { UserKeys } from "../shadowsocks/user_keys.ts";
import type { Ground } from "./ground.ts";
import type { Post } from "./post.ts";
import { pskChain } from "./psk_chain.ts";

export async function buildRelay(entry: ServerEntry, ground: Ground): Promise<Post> {
  const { address, packetAddress, mode, oneRead } = entry;
  const { resolver, connect, clock, openSocket, associations } = ground;
  const keys = await relayKeys(entry, ground);
  const destinations = new Map(entry.destinations.map(({ name, address }) => [name, address]));
  const mayReach = () => true;
  return {
    address,
    packetAddress,
    route: carriesTcp(mode)
      ? {
        inbound: new IdentityRelayInbound({
          relay: new IdentityRelay(keys),
          destinations,
          isOneRead: oneRead,
        }),
        dialer: new DirectDialer({ resolver, connect, clock, mayReach }),
      }
      : undefined,
    habit: PAYLOAD,
    packets: carriesUdp(mode)
      ? {
        inbound: (socket) =>
          new IdentityRelayPacketInbound(socket, {
            relay: new IdentityRelay(keys),
            destinations,
            dropped: (drop) => associations.dropped(drop, 1),
          }),
        dialer: new DirectPacketDialer({ resolver, openSocket, mayReach }),
      }
      : undefined,
    engines: [keys.suite.engineName],
  };
}

async function relayKeys(
  { method, key, destinations }: ServerEntry,
  { engines }: Ground,
): Promise<UserKeys> {
  if (!isCipher2022(method)) {
    throw new TypeError(`Cannot relay with ${method}: the configuration was not checked`);
  }
  const suite = await engines.suite2022(method);
  return new UserKeys({
    suite,
    key: pskChain(key, suite).userKey,
    users: destinations.map(({ name, key }) => ({
      user: name,
      key: pskChain(key, suite).userKey,
    })),
  });
}
