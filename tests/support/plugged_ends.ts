// A server and a tunnel of ours in the test's own process, each with a plugin or without, started as the command line
// does it.

import { getLogger } from "@logtape/logtape";
import type { Config, ServerEntry } from "../../src/config/config.ts";
import { inOrder } from "../../src/config/plain_routing.ts";
import { Secret } from "../../src/config/secret.ts";
import type { PluginEntry } from "../../src/config/upstream_entry.ts";
import { startService } from "../../src/service/start_service.ts";
import { SERVER, TUNNEL } from "./sample_config.ts";
import { UmbraRole } from "./umbra_in_process.ts";

export const PLUGGED_PASSWORD = "a-password-for-plugins";
export const PLUGGED_METHOD = "chacha20-ietf-poly1305";

const LOOPBACK = { host: "127.0.0.1", port: 0 };

const ENTRY: ServerEntry = {
  ...SERVER.listeners[0]!,
  address: LOOPBACK,
  method: PLUGGED_METHOD,
  key: { kind: "password", password: new Secret(PLUGGED_PASSWORD) },
  saltPrefix: "",
};

/** Of the Shadowsocks port, the rest is settled. */
export type Port = Partial<
  Pick<ServerEntry, "plugin" | "mode" | "address" | "method" | "key" | "oneRead">
>;

export function startPluggedServer(port: Port): Promise<UmbraRole> {
  return start({ ...SERVER, listeners: [{ ...ENTRY, ...port }], allowPrivate: { kind: "all" } });
}

export interface TunnelTo {
  readonly serverPort: number;
  readonly targetPort: number;
}

/** Of the server's `port` everything but its number is as given. */
export function startPluggedTunnel(
  { serverPort, targetPort }: TunnelTo,
  port: Port,
): Promise<UmbraRole> {
  const entry: ServerEntry = { ...ENTRY, address: { ...LOOPBACK, port: serverPort }, ...port };
  return start({
    ...TUNNEL,
    mode: entry.mode,
    listen: LOOPBACK,
    target: { ...LOOPBACK, port: targetPort },
    ...inOrder([entry]),
  });
}

const OPTIONS = { tcp_only: "tcp", tcp_and_udp: "", udp_only: "udp" } as const;

/** tests/support/sample_plugin.ts. */
export function samplePlugin(
  side: "client" | "server",
  { habit, mode = "tcp_only" }: {
    readonly habit?: "exit" | "deaf" | "loud" | "stubborn";
    readonly mode?: PluginEntry["mode"];
  } = {},
): PluginEntry {
  const script = new URL("sample_plugin.ts", import.meta.url).pathname;
  const flags = ["run", "--quiet", "--no-config", "--unstable-net", "--allow-net", "--allow-env"];
  return {
    command: Deno.execPath(),
    options: OPTIONS[mode],
    args: [...flags, script, side, ...(habit === undefined ? [] : [habit])],
    mode,
  };
}

async function start(config: Config): Promise<UmbraRole> {
  const openWorker = () => {
    throw new Error("Cannot have workers here");
  };
  return new UmbraRole(
    await startService(config, { logger: getLogger("umbra-in-test"), openWorker }),
  );
}
