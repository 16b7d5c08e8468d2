// How soon a server is ready after its start, and how much memory it has then.

import { newLink } from "../support/shadowsocks_process.ts";
import { residentBytes } from "./process_usage.ts";
import type { Trial } from "./trial.ts";

export function startUpTrial(): Trial {
  return {
    name: "start-up",
    needs: [],
    figures: [
      { name: "server ready", unit: "ms" },
      { name: "server's memory, no connection", unit: "MB" },
    ],
    prepare: (contestant, method) =>
      Promise.resolve({
        // Fills the system's file cache.
        warmUp: async () => {
          await using _server = await contestant.startServer(newLink(method));
        },
        round: async () => {
          const start = performance.now();
          await using server = await contestant.startServer(newLink(method));
          const readyMs = performance.now() - start;
          return [readyMs, await residentBytes(server.process.pid) / 1024 / 1024];
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
}
