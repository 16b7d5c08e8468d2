// A peer as a contestant: its programs run as the table says, and count as ready once their port is listened on, for UDP as well.

import { freePorts } from "../support/listening_ports.ts";
import { startPeer } from "../support/peer_process.ts";
import { takingUdp } from "../support/udp_route.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import type { Link } from "../support/shadowsocks_process.ts";
import type { Contestant } from "./contestant.ts";
import type { Launch, Peer } from "./peer_table.ts";

export class PeerContestant implements Contestant {
  readonly version: string;
  readonly #peer: Peer;

  constructor(peer: Peer, version: string) {
    this.#peer = peer;
    this.version = version;
  }

  get name(): string {
    return this.#peer.name;
  }

  startServer(link: Link): Promise<ListeningProcess> {
    return launch(this.#peer.server(link), link.serverPort);
  }

  startTunnel(link: Link, targetPort: number): Promise<ListeningProcess> {
    const [port] = freePorts(1);
    return launch(this.#peer.tunnel(link, { port: port!, targetPort }), port!);
  }
}

/** Resolves once `port` is listened on. */
export async function launch(
  { program, args, config }: Launch,
  port: number,
): Promise<ListeningProcess> {
  if (config === undefined) return await takingUdp(startPeer(program, { args, port }));
  const folder = await Deno.makeTempDir({ prefix: "umbra_bench_" });
  // By its end it tells its format.
  const path = `${folder}/config.json`;
  await Deno.writeTextFile(path, JSON.stringify(config));
  try {
    // Once it listens it has read it.
    return await takingUdp(startPeer(program, { args: [...args, path], port }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
