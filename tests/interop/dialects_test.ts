// The command lines of other programs, word for word: the program itself and umbra in its place both carry bytes both
// ways, each with the other at the far end.

import { HttpTarget } from "../support/http_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { startPeer } from "../support/peer_process.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { assertTransfers } from "../support/transfers.ts";
import { startUmbra } from "../support/umbra_process.ts";

const TRANSFER_BYTES = 1024 * 1024;
const METHOD = "aes-256-gcm";
const PASSWORD = "a-password-of-the-dialects";

/** What a command line needs to know. */
interface Place {
  readonly serverPort: number;
  readonly localPort: number;
  readonly targetPort: number;
  /** Of the server's configuration. */
  readonly file: string;
}

interface PlayedProgram {
  readonly program: string;
  readonly words: (place: Place) => readonly string[];
  /** What umbra is called to play it. */
  readonly umbra: readonly string[];
}

interface Family {
  readonly name: string;
  readonly server: PlayedProgram;
  readonly local: PlayedProgram;
  readonly tunnel: PlayedProgram;
}

const LIBEV_CLIENT = ({ serverPort, localPort }: Place) =>
  `-s 127.0.0.1 -p ${serverPort} -b 127.0.0.1 -l ${localPort} -m ${METHOD} -k ${PASSWORD} -t 60 -u`
    .split(" ");

const RUST_CLIENT = ({ serverPort, localPort }: Place) =>
  `-s 127.0.0.1:${serverPort} -b 127.0.0.1:${localPort} -m ${METHOD} -k ${PASSWORD} -U`.split(" ");

const FAMILIES: readonly Family[] = [
  {
    name: "ss-libev",
    server: {
      program: "ss-server",
      words: ({ file }) => ["-c", file, "-u", "--no-delay", "--reuse-port"],
      umbra: ["server", "--compat", "libev"],
    },
    local: { program: "ss-local", words: LIBEV_CLIENT, umbra: ["--compat", "libev", "local"] },
    tunnel: {
      program: "ss-tunnel",
      words: (place) => [...LIBEV_CLIENT(place), "-L", `127.0.0.1:${place.targetPort}`],
      umbra: ["tunnel", "--compat=libev"],
    },
  },
  {
    name: "shadowsocks-rust",
    server: {
      program: "ssserver",
      words: ({ file }) => ["-c", file, "--tcp-no-delay"],
      umbra: ["server", "--compat", "rust"],
    },
    local: { program: "sslocal", words: RUST_CLIENT, umbra: ["local", "--compat", "rust"] },
    tunnel: {
      program: "sslocal",
      words: (place) => [
        ...RUST_CLIENT(place),
        ...["--protocol", "tunnel", "-f", `127.0.0.1:${place.targetPort}`],
      ],
      umbra: ["local", "--compat", "rust"],
    },
  },
];

for (const { name, server, local, tunnel } of FAMILIES) {
  const programs = [...new Set([server, local, tunnel].map(({ program }) => program))];
  const ignore = await skipWithoutPeer({ name, programs });
  for (const [far, near] of [[startReal, startPlayed], [startPlayed, startReal]] as const) {
    const who = near === startPlayed ? `umbra in place of ${name}'s clients` : `${name}'s clients`;
    Deno.test({ name: `${who}, by the same command lines, carry bytes`, ignore }, async () => {
      await using target = new HttpTarget();
      const [serverPort, localPort, tunnelPort] = freePorts(3) as [number, number, number];
      await using config = await serverConfig(serverPort);
      const place = { serverPort, localPort, targetPort: target.port, file: config.path };
      await using _server = await far(server, place, serverPort);
      await using _local = await near(local, place, localPort);
      await using _tunnel = await near(tunnel, { ...place, localPort: tunnelPort }, tunnelPort);
      await assertTransfers(TRANSFER_BYTES, {
        origin: target.origin,
        proxyFlags: ["--socks5-hostname", `127.0.0.1:${localPort}`],
      });
      const origin = `http://127.0.0.1:${tunnelPort}`;
      await assertTransfers(TRANSFER_BYTES, { origin, proxyFlags: [] });
    });
  }
}

/** The key that lets umbra reach loopback is none of theirs, and left alone by them. */
function serverConfig(port: number): Promise<TemporaryFile> {
  const config = {
    server: "127.0.0.1",
    server_port: port,
    method: METHOD,
    password: PASSWORD,
    mode: "tcp_and_udp",
    allow_private: true,
  };
  return TemporaryFile.holding(new TextEncoder().encode(JSON.stringify(config)), {
    suffix: ".json",
  });
}

function startReal(
  { program, words }: PlayedProgram,
  place: Place,
  port: number,
): Promise<ListeningProcess> {
  return startPeer(program, { args: words(place), port });
}

function startPlayed({ words, umbra }: PlayedProgram, place: Place): Promise<ListeningProcess> {
  return startUmbra([...umbra, ...words(place)]);
}
