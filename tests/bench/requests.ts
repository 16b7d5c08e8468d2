// How many small HTTP requests go through tunnel and server, on a connection each and on connections kept alive, and
// what 10,000 of them cost the two in CPU time.

import { startNginx } from "./nginx.ts";
import { Pair } from "./pair.ts";
import type { Bout, Trial } from "./trial.ts";
import { runWrk } from "./wrk.ts";

const WARM_UP_SECONDS = 1;

export function connectionsTrial(seconds: number): Trial {
  return requestsTrial({ name: "connections", what: "connections", closing: true, seconds });
}

export function keepAliveTrial(seconds: number): Trial {
  return requestsTrial({
    name: "keep-alive",
    what: "keep-alive requests",
    closing: false,
    seconds,
  });
}

interface RequestsOptions {
  readonly name: string;
  readonly what: string;
  /** One request per connection. */
  readonly closing: boolean;
  readonly seconds: number;
}

function requestsTrial(options: RequestsOptions): Trial {
  const { name, what } = options;
  return {
    name,
    needs: ["wrk", "nginx"],
    figures: [
      { name: what, unit: "1/s" },
      { name: `${what}, CPU`, unit: "s/10,000" },
      { name: `${what}, p50`, unit: "ms" },
      { name: `${what}, p99`, unit: "ms" },
    ],
    prepare: async (contestant, method) => {
      await using stack = new AsyncDisposableStack();
      const nginx = stack.use(await startNginx());
      const pair = stack.use(await Pair.start(contestant, { method, targetPort: nginx.port }));
      return requestsBout(pair, { ...options, stack: stack.move() });
    },
  };
}

function requestsBout(
  pair: Pair,
  { closing, seconds, stack }: RequestsOptions & { readonly stack: AsyncDisposableStack },
): Bout {
  const url = `http://127.0.0.1:${pair.port}/`;
  return {
    warmUp: async () => {
      await runWrk({ url, closing, seconds: WARM_UP_SECONDS });
    },
    round: async () => {
      const before = pair.cpuSeconds();
      const { requests, requestsPerSecond, p50Ms, p99Ms } = await runWrk({ url, closing, seconds });
      const cpu = pair.cpuSeconds() - before;
      return [requestsPerSecond, cpu / (requests / 10_000), p50Ms, p99Ms];
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
