// The data plane: listens, and carries what is accepted, with the control plane that it is handed. It runs in the main
// isolate or in a worker and cannot tell which.

import type { Config } from "../config/config.ts";
import { AdmittingListener } from "../net/admitting_listener.ts";
import { AdmittingSocket } from "../net/admitting_socket.ts";
import type { DatagramSocket } from "../net/datagram_socket.ts";
import type { StreamListener } from "../net/stream_conn.ts";
import { buildPosts, type Roster } from "./build_posts.ts";
import type { Admits } from "./way_out.ts";
import { type Ground, type GroundParts, layGround } from "./ground.ts";
import { openPosts } from "./open_posts.ts";
import type { RunningService } from "./running_service.ts";

/** Resolves when every port is bound; rejects with a ServiceError when it cannot start. */
export async function startDataPlane(config: Config, parts: GroundParts): Promise<RunningService> {
  const ground = layGround(config, parts);
  let roster: Roster | undefined;
  try {
    roster = await buildPosts(config, ground);
    return await run(roster, config, ground);
  } catch (error) {
    roster?.close();
    ground.engines.close();
    throw error;
  }
}

async function run(roster: Roster, config: Config, ground: Ground): Promise<RunningService> {
  const { posts, admits } = roster;
  const { relay, packetRelay, buffers, turns, openSocket, engines } = ground;
  const { reusePort } = config;
  const opened = await openPosts(posts, { buffers, turns, tcp: config, reusePort, openSocket });
  posts.forEach(({ route, packets }, i) => {
    const { listener, socket } = opened[i]!;
    if (listener !== undefined) relay.serve(admittedBy(listener, admits), route!);
    if (socket !== undefined) {
      packetRelay.serve(packets!.inbound(datagramsBy(socket, admits)), packets!.dialer);
    }
  });
  return {
    addresses: opened.map(({ address }) => address),
    engines: [...new Set(posts.flatMap((post) => post.engines))],
    workers: 1,
    redirect: (config) => roster.redirect(config),
    drain: () => {
      roster.close();
      const over = relay.drain();
      // Packets have no end to wait for.
      packetRelay.close();
      return Promise.resolve({ connections: relay.connections, over });
    },
    close: async () => {
      const { connections } = relay;
      roster.close();
      relay.close();
      await Promise.all([relay.drain(), packetRelay.close()]);
      engines.close();
      turns.close();
      return connections;
    },
  };
}

function admittedBy(listener: StreamListener, admits: Admits | undefined): StreamListener {
  return admits === undefined ? listener : new AdmittingListener(listener, admits);
}

function datagramsBy(socket: DatagramSocket, admits: Admits | undefined): DatagramSocket {
  return admits === undefined ? socket : new AdmittingSocket(socket, admits);
}
