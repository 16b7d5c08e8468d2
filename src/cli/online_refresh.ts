// While a role runs: its online configuration is fetched again and again.

import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.ts";
import type { OnlineListener } from "../config/online_servers.ts";
import type { Problem } from "../config/problem.ts";
import type { ListedServer } from "../config/server_list.ts";
import { asError } from "../net/as_error.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import { DenoHttpGet } from "../net/deno_http_get.ts";
import { reachableHere } from "../net/reachable_here.ts";
import type { OnlineList } from "./online_list.ts";

export interface OnlineRefreshParts {
  readonly config: Config;
  /** Where the role listens. */
  readonly addresses: readonly HostPort[];
  readonly logger: Logger;
  /** Has new connections go by these servers. Rejects with a ConfigError or a ServiceError when that cannot be. */
  readonly redirect: (servers: readonly ListedServer[]) => Promise<void>;
}

/** Until it is disposed. */
export function keepOnlineFresh(list: OnlineList, parts: OnlineRefreshParts): Disposable {
  const scope = new DisposableStack();
  const proxy = list.config.throughProxy ? proxyOf(parts) : undefined;
  const http = proxy && scope.use(new DenoHttpGet(proxy));
  const listener: OnlineListener = {
    onServers: (servers) => void takeOver(servers, parts),
    // Not as the message itself: braces in it would be taken for places to fill.
    warn: (problem) => parts.logger.warn("{problem}", { problem: textOf(problem) }),
    ...(http !== undefined && { get: (url, options) => http.get(url, options) }),
  };
  // The list that the start has gone without.
  if (http !== undefined) void list.servers.refresh(listener);
  const fetches = list.servers.keepFresh(listener);
  scope.defer(() => fetches.cancel());
  return scope;
}

/** Never rejects. */
async function takeOver(
  servers: readonly ListedServer[],
  { logger, redirect }: OnlineRefreshParts,
): Promise<void> {
  const { length } = servers;
  const count = length === 1 ? "1 server" : `${length} servers`;
  try {
    await redirect(servers);
    logger.info("the online configuration has changed: {count}", { count });
  } catch (error) {
    const reason = asError(error).message;
    logger.warn("the online configuration has changed, our servers stay as they are: {reason}", {
      reason,
    });
  }
}

/** Our own port, as an HTTP client meets it. */
function proxyOf({ config, addresses, logger }: OnlineRefreshParts): Deno.Proxy | undefined {
  const [address] = addresses;
  if (config.role !== "local" || address === undefined) {
    logger.warn(`through_proxy is for "umbra local": the online configuration is fetched directly`);
    return undefined;
  }
  const [user] = config.users;
  return {
    url: `http://${formatHostPort(reachableHere(address))}`,
    ...(user !== undefined && {
      basicAuth: { username: user.name, password: user.password.reveal() },
    }),
  };
}

function textOf({ message, hint, where }: Problem): string {
  return [where, message].filter((part) => part !== undefined).join(": ") +
    (hint === undefined ? "" : ` (${hint})`);
}
