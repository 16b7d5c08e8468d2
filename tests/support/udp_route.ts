// A client, a tunnel of one program, a server of another and a target that sends back what it gets.

import { type Link, newLink, startServer, startTunnel } from "./shadowsocks_process.ts";
import type { ListeningProcess } from "./running_process.ts";
import { UdpClient } from "./udp_client.ts";
import { UdpEcho } from "./udp_echo.ts";
import { untilBound } from "./udp_ports.ts";

export interface TunnelProgram {
  /** To a port of loopback. */
  startTunnel(link: Link, targetPort: number): Promise<ListeningProcess>;
}

export interface ServerProgram {
  startServer(link: Link): Promise<ListeningProcess>;
}

export const UMBRA: TunnelProgram & ServerProgram = {
  startTunnel: (link, targetPort) => startTunnel("umbra", link, targetPort, "-u"),
  startServer: (link) => startServer("umbra", link, "-u"),
};

export interface UdpRoute {
  readonly path: UdpClient;
  readonly echo: UdpEcho;
  readonly tunnel: ListeningProcess;
  readonly server: ListeningProcess;
}

export interface RouteEnds {
  readonly method: string;
  readonly tunnel: TunnelProgram;
  readonly server: ServerProgram;
}

export async function withRoute(
  ends: RouteEnds,
  run: (route: UdpRoute) => Promise<void>,
): Promise<void> {
  const link = newLink(ends.method);
  await using echo = new UdpEcho();
  await using server = await takingUdp(ends.server.startServer(link));
  await using tunnel = await takingUdp(ends.tunnel.startTunnel(link, echo.port));
  await using path = new UdpClient(tunnel.port);
  await run({ path, echo, tunnel, server });
}

/** A program that says it listens may have its TCP port only. */
export async function takingUdp(starting: Promise<ListeningProcess>): Promise<ListeningProcess> {
  const started = await starting;
  try {
    await untilBound(started.port, () => started.process.isRunning);
    return started;
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}
