// The data plane: listens, and carries what is accepted, with the control plane that it is handed. It runs in the main
// isolate or in a worker and cannot tell which.

import type { Config } from "../config/config.ts";
import { buildPosts } from "./build_posts.ts";
import type { Post } from "./post.ts";
import { type Ground, type GroundParts, layGround } from "./ground.ts";
import { openPosts } from "./open_posts.ts";
import type { RunningService } from "./running_service.ts";

/** Resolves when every port is bound; rejects with a ServiceError when it cannot start. */
export async function startDataPlane(config: Config, parts: GroundParts): Promise<RunningService> {
  const ground = layGround(config, parts);
  try {
    return await run(await buildPosts(config, ground), config, ground);
  } catch (error) {
    ground.engines.close();
    throw error;
  }
}

async function run(
  posts: readonly Post[],
  config: Config,
  ground: Ground,
): Promise<RunningService> {
  const { relay, packetRelay, buffers, turns, openSocket, engines } = ground;
  const { reusePort } = config;
  const opened = await openPosts(posts, { buffers, turns, tcp: config, reusePort, openSocket });
  posts.forEach(({ route, packets }, i) => {
    const { listener, socket } = opened[i]!;
    if (listener !== undefined) relay.serve(listener, route!);
    if (socket !== undefined) packetRelay.serve(packets!.inbound(socket), packets!.dialer);
  });
  return {
    addresses: opened.map(({ address }) => address),
    engines: [...new Set(posts.flatMap((post) => post.engines))],
    workers: 1,
    drain: () => {
      const over = relay.drain();
      // Packets have no end to wait for.
      packetRelay.close();
      return Promise.resolve({ connections: relay.connections, over });
    },
    close: async () => {
      const { connections } = relay;
      relay.close();
      await Promise.all([relay.drain(), packetRelay.close()]);
      engines.close();
      turns.close();
      return connections;
    },
  };
}
