// `umbra tunnel` with several servers or rules, from a configuration file that lives as long as the tunnel.

import { freePorts } from "../support/listening_ports.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import type { Link } from "../support/shadowsocks_process.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { startUmbra } from "../support/umbra_process.ts";

export interface TunnelOptions {
  readonly links: readonly Link[];
  /** On loopback. */
  readonly targetPort: number;
  /** Of the configuration, besides the servers. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** The servers are called u0, u1 and so on. */
export async function startRoutedTunnel(
  { links, targetPort, more }: TunnelOptions,
): Promise<ListeningProcess> {
  await using stack = new AsyncDisposableStack();
  const config = {
    servers: links.map(({ serverPort, method, password }, i) => ({
      name: `u${i}`,
      server: "127.0.0.1",
      server_port: serverPort,
      method,
      password,
    })),
    local_address: "127.0.0.1",
    local_port: freePorts(1)[0],
    tunnel_address: `127.0.0.1:${targetPort}`,
    ...more,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  const file = stack.use(await TemporaryFile.holding(bytes, { suffix: ".json" }));
  const tunnel = stack.use(await startUmbra(["tunnel", "-c", file.path]));
  const open = stack.move();
  return {
    process: tunnel.process,
    port: tunnel.port,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
