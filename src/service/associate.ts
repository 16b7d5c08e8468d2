// UDP ASSOCIATE in a service: a port of its own for each association, at the address that the client has reached us at,
// whose packets the relay carries for as long as it is open.

import type { HostPort } from "../net/address.ts";
import type { Associate, AssociationPort, AssociationRequest } from "../net/associate.ts";
import type { DatagramSocket, OpenDatagramSocket } from "../net/datagram_socket.ts";
import { DialError } from "../net/dial_failure.ts";
import { unmapIpv4 } from "../net/mapped_ipv4.ts";
import type { HearDrop, PacketInbound } from "../net/packet_inbound.ts";
import { clientNetwork } from "../relay/client_network.ts";
import { Socks5PacketInbound } from "../inbound/socks5_packet_inbound.ts";

export interface AssociateParts {
  readonly open: OpenDatagramSocket;
  /** Serves an inbound until it is closed. Never rejects. */
  readonly serve: (inbound: PacketInbound) => Promise<void>;
  readonly dropped: HearDrop;
  /** What clients are told in place of the address that they have reached (`udp_associate_addr`). */
  readonly associateHost: string | undefined;
  readonly maxPerClient?: number;
}

/** A browser with many tabs has a few; more means that a program does not close them. */
const MAX_PER_CLIENT = 64;

export function associateWith(parts: AssociateParts): Associate {
  const places = new Places(parts.maxPerClient ?? MAX_PER_CLIENT);
  return async (request) => {
    const leave = places.take(clientNetwork(request.client.host));
    try {
      return await openPort(request, parts, leave);
    } catch (error) {
      leave();
      throw error;
    }
  };
}

async function openPort(
  { client, reachedAt, user }: AssociationRequest,
  { open, serve, dropped, associateHost }: AssociateParts,
  closed: () => void,
): Promise<AssociationPort> {
  const socket = await openSocket(open, { host: unmapIpv4(reachedAt.host), port: 0 });
  const inbound = new Socks5PacketInbound({ socket, host: client.host, user, dropped });
  const { host, port } = inbound.address;
  serve(inbound).then(closed);
  return { address: { host: associateHost ?? host, port }, close: () => inbound.close() };
}

async function openSocket(open: OpenDatagramSocket, local: HostPort): Promise<DatagramSocket> {
  try {
    return await open(local);
  } catch (cause) {
    throw new DialError("other", `Cannot open a port for packets at ${local.host}`, { cause });
  }
}

/** How many associations each client has, by its IP address or network. */
class Places {
  readonly #max: number;
  readonly #taken = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Returns what gives the place back, to be called once. */
  take(client: string): () => void {
    const taken = this.#taken.get(client) ?? 0;
    if (taken >= this.#max) {
      throw new DialError("denied", `Cannot associate: the client has ${taken} associations`);
    }
    this.#taken.set(client, taken + 1);
    return () => this.#leave(client);
  }

  #leave(client: string): void {
    const left = this.#taken.get(client)! - 1;
    if (left === 0) this.#taken.delete(client);
    else this.#taken.set(client, left);
  }
}
