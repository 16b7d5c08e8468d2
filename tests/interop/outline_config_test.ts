// One configuration file, read by outline-ss-server and by `umbra server`: both serve all of its users, each with TCP
// and UDP, on the same ports and with the same keys.

import { freePorts } from "../support/listening_ports.ts";
import { HttpTarget } from "../support/http_target.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { hostPublicToOutline, OUTLINE, skipWithoutOutline } from "../support/outline_peer.ts";
import { startPeer } from "../support/peer_process.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { type Link, linkFlags, listenFlags } from "../support/shadowsocks_process.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { testBytes } from "../support/test_bytes.ts";
import { assertTransfers } from "../support/transfers.ts";
import { UdpAnswerer } from "../support/udp_answerer.ts";
import { UdpClient } from "../support/udp_client.ts";
import { assertEcho } from "../support/udp_echoes.ts";
import { takingUdp } from "../support/udp_route.ts";
import { startUmbra } from "../support/umbra_process.ts";

const TRANSFER_BYTES = 1024 * 1024;
const METHODS = ["chacha20-ietf-poly1305", "aes-256-gcm"];
const USERS_PER_PORT = 3;

const ignore = await skipWithoutOutline() || await skipWithout("curl");

interface ServerProgram {
  readonly name: string;
  start(configPath: string, port: number): Promise<ListeningProcess>;
}

const SERVERS: readonly ServerProgram[] = [
  { name: OUTLINE, start: (path, port) => startPeer(OUTLINE, { args: ["-config", path], port }) },
  { name: "umbra", start: (path) => startUmbra(["server", "-c", path, "--allow-private"]) },
];

for (const { name, start } of SERVERS) {
  Deno.test({ name: `${name} serves all users of outline's config.yml`, ignore }, async () => {
    const ports = newPorts();
    const text = new TextEncoder().encode(configuration(ports));
    await using file = await TemporaryFile.holding(text, { suffix: ".yml" });
    await using _server = await takingUdp(start(file.path, ports.at(-1)!.serverPort));
    await using web = new HttpTarget({ host: hostPublicToOutline()! });
    for (const link of ports.flatMap(({ users }) => users)) await assertServed(link, web);
  });
}

interface Port {
  readonly serverPort: number;
  readonly users: readonly Link[];
}

function newPorts(): readonly Port[] {
  return freePorts(METHODS.length).map((serverPort, index) => ({
    serverPort,
    users: Array.from({ length: USERS_PER_PORT }, () => ({
      method: METHODS[index]!,
      password: crypto.randomUUID(),
      serverPort,
    })),
  }));
}

function configuration(ports: readonly Port[]): string {
  return ["services:", ...ports.flatMap(serviceOf)].join("\n");
}

function serviceOf({ serverPort, users }: Port): readonly string[] {
  return [
    "  - listeners:",
    ...["tcp", "udp"].map((type) => `      - {type: ${type}, address: "127.0.0.1:${serverPort}"}`),
    "    keys:",
    ...users.flatMap(({ method, password }, index) => [
      `      - id: user-${index}`,
      `        cipher: ${method}`,
      `        secret: ${password} # of a user`,
    ]),
  ];
}

/** As the user whom the link is of: a download, an upload and datagrams, to targets at one port. */
async function assertServed(link: Link, web: HttpTarget): Promise<void> {
  const host = hostPublicToOutline()!;
  await using _echo = new UdpAnswerer({ host, port: web.port, answer: (bytes) => bytes });
  const [port] = freePorts(1);
  const flags = [...linkFlags(link), ...listenFlags(port!), "-L", `${host}:${web.port}`, "-u"];
  await using tunnel = await takingUdp(startUmbra(["tunnel", ...flags]));
  const origin = `http://127.0.0.1:${tunnel.port}`;
  await assertTransfers(TRANSFER_BYTES, { origin, proxyFlags: [] });
  await using path = new UdpClient(tunnel.port);
  for (const size of [1, 1400]) await assertEcho(path, testBytes(size));
}
