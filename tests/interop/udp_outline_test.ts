// UDP through a tunnel of ours and outline-ss-server. It reaches public addresses only, so the target is at an address
// of this machine that it takes for one, if there is one; nothing leaves the machine.

import { freePorts } from "../support/listening_ports.ts";
import { hostPublicToOutline, OUTLINE, skipWithoutOutline } from "../support/outline_peer.ts";
import { startPeer } from "../support/peer_process.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { type Link, linkFlags, listenFlags, newLink } from "../support/shadowsocks_process.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { testBytes } from "../support/test_bytes.ts";
import { UdpAnswerer } from "../support/udp_answerer.ts";
import { UdpClient } from "../support/udp_client.ts";
import { payloadsOf } from "../support/udp_echo.ts";
import { assertEcho, assertEchoes } from "../support/udp_echoes.ts";
import { takingUdp } from "../support/udp_route.ts";
import { startUmbra } from "../support/umbra_process.ts";

const DATAGRAMS = 10_000;
const METHODS = ["aes-128-gcm", "aes-192-gcm", "aes-256-gcm", "chacha20-ietf-poly1305"];
/** It drops what comes while a client has five waiting. */
const IN_FLIGHT = 4;

const host = hostPublicToOutline();
const ignore = await skipWithoutOutline();

for (const method of METHODS) {
  Deno.test({ name: `UDP: umbra tunnel to ${OUTLINE} with ${method}`, ignore }, async () => {
    await using echo = new UdpAnswerer({ host: host!, answer: (bytes) => bytes });
    const link = newLink(method);
    await using _server = await takingUdp(startOutline(link));
    await using tunnel = await startTunnelTo(`${host}:${echo.port}`, link);
    await using path = new UdpClient(tunnel.port);
    await assertEchoes(path, payloadsOf(DATAGRAMS), { inFlight: IN_FLIGHT });
    for (const size of [1401, 9000, 16_000]) await assertEcho(path, testBytes(size));
  });
}

async function startOutline(link: Link): Promise<ListeningProcess> {
  const config = new TextEncoder().encode(JSON.stringify(configuration(link)));
  // Once it listens it has read it.
  await using file = await TemporaryFile.holding(config);
  const args = ["-config", file.path];
  return await startPeer(OUTLINE, { args, port: link.serverPort });
}

function configuration({ method, password, serverPort }: Link): unknown {
  const address = `127.0.0.1:${serverPort}`;
  const listeners = [{ type: "tcp", address }, { type: "udp", address }];
  const keys = [{ id: "one", cipher: method, secret: password }];
  return { services: [{ listeners, keys }] };
}

function startTunnelTo(target: string, link: Link): Promise<ListeningProcess> {
  const [port] = freePorts(1);
  return startUmbra(["tunnel", ...linkFlags(link), ...listenFlags(port!), "-L", target, "-u"]);
}
