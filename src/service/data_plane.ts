// The data plane: listens, and carries what is accepted, with the control plane that it is handed. It runs in the main
// isolate or in a worker and cannot tell which.

import type { Config } from "../config/config.ts";
import { buildPosts, type Post } from "./build_posts.ts";
import { type Ground, type GroundParts, layGround } from "./ground.ts";
import { openListeners } from "./open_listener.ts";
import type { RunningService } from "./running_service.ts";

/** Resolves when every port is bound; rejects with a ServiceError when it cannot start. */
export async function startDataPlane(config: Config, parts: GroundParts): Promise<RunningService> {
  const ground = layGround(config, parts);
  try {
    return run(await buildPosts(config, ground), config, ground);
  } catch (error) {
    ground.engines.close();
    throw error;
  }
}

function run(posts: readonly Post[], config: Config, ground: Ground): RunningService {
  const { relay, buffers, turns, engines } = ground;
  const { reusePort } = config;
  const listeners = openListeners(posts.map(({ address }) => address), {
    buffers,
    turns,
    tcp: config,
    reusePort,
  });
  posts.forEach(({ route }, i) => relay.serve(listeners[i]!, route));
  return {
    addresses: listeners.map((listener) => listener.address),
    engines: [...new Set(posts.flatMap((post) => post.engines))],
    workers: 1,
    drain: () => {
      const over = relay.drain();
      return Promise.resolve({ connections: relay.connections, over });
    },
    close: async () => {
      const { connections } = relay;
      relay.close();
      await relay.drain();
      engines.close();
      turns.close();
      return connections;
    },
  };
}
