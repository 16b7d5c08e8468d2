// The programs beside which ours is measured, and how each is started as a tunnel and as a server, for TCP and UDP and
// without lines about single connections, which ours does write. outline-ss-server is not among them: it reaches no
// target on loopback and has no switch that lets it.

import {
  type Cipher2022Name,
  type CipherName,
  METHOD_2022_NAMES,
} from "../../src/crypto/method_table.ts";
import { type Link, linkFlags, listenFlags } from "../support/shadowsocks_process.ts";

/** A command line; the path of a file with `config` in it, as JSON, becomes the last argument. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly config?: unknown;
}

/** A tunnel's two ends, both on loopback. */
export interface TunnelEnds {
  readonly port: number;
  readonly targetPort: number;
}

export interface Peer {
  /** For `--peers`, and the head of its column. */
  readonly name: string;
  readonly programs: readonly string[];
  readonly methods: readonly CipherName[];
  readonly methods2022: readonly Cipher2022Name[];
  /** What makes the first of its programs print the methods that it was built with, if that is left to who builds it. */
  readonly methodsFlag?: string;
  /** What makes the first of its programs print its version, if anything does. */
  readonly versionFlag?: string;
  readonly server: (link: Link) => Launch;
  readonly tunnel: (link: Link, ends: TunnelEnds) => Launch;
}

const AEAD_2017: readonly CipherName[] = ["aes-128-gcm", "aes-256-gcm", "chacha20-ietf-poly1305"];

const LIBEV: Peer = {
  name: "ss-libev",
  programs: ["ss-server", "ss-tunnel"],
  methods: [...AEAD_2017, "aes-192-gcm", "xchacha20-ietf-poly1305"],
  methods2022: [],
  versionFlag: "-h",
  server: (link) => ({ program: "ss-server", args: [...linkFlags(link), "-u"] }),
  tunnel: (link, { port, targetPort }) => ({
    program: "ss-tunnel",
    args: [...linkFlags(link), ...listenFlags(port), "-L", loopback(targetPort), "-u"],
  }),
};

const RUST: Peer = {
  name: "ss-rust",
  programs: ["ssserver", "sslocal"],
  methods: AEAD_2017,
  methods2022: METHOD_2022_NAMES,
  methodsFlag: "--help",
  versionFlag: "--version",
  server: (link) => ({ program: "ssserver", args: rustFlags(link) }),
  tunnel: (link, { port, targetPort }) => ({
    program: "sslocal",
    args: [
      ...["--protocol", "tunnel", "-b", loopback(port), "-f", loopback(targetPort)],
      ...rustFlags(link),
    ],
  }),
};

const GO: Peer = {
  name: "go-ss2",
  programs: ["go-shadowsocks2"],
  methods: AEAD_2017,
  methods2022: [],
  server: (link) => ({
    program: "go-shadowsocks2",
    args: ["-s", loopback(link.serverPort), ...goFlags(link), "-udp"],
  }),
  tunnel: (link, { port, targetPort }) => ({
    program: "go-shadowsocks2",
    args: [
      ...["-c", loopback(link.serverPort), ...goFlags(link)],
      ...["-tcptun", `${loopback(port)}=${loopback(targetPort)}`],
      ...["-udptun", `${loopback(port)}=${loopback(targetPort)}`],
    ],
  }),
};

const SING_BOX: Peer = {
  name: "sing-box",
  programs: ["sing-box"],
  methods: [...AEAD_2017, "aes-192-gcm", "xchacha20-ietf-poly1305"],
  methods2022: METHOD_2022_NAMES,
  versionFlag: "version",
  server: ({ method, password, serverPort }) =>
    singBox(
      { type: "shadowsocks", ...singBoxListen(serverPort), method, password },
      { type: "direct" },
    ),
  tunnel: ({ method, password, serverPort }, { port, targetPort }) =>
    singBox(
      {
        type: "direct",
        ...singBoxListen(port),
        override_address: "127.0.0.1",
        override_port: targetPort,
      },
      {
        type: "shadowsocks",
        server: "127.0.0.1",
        server_port: serverPort,
        method,
        password,
      },
    ),
};

const XRAY: Peer = {
  name: "xray",
  programs: ["xray"],
  methods: [...AEAD_2017, "xchacha20-ietf-poly1305"],
  methods2022: METHOD_2022_NAMES,
  versionFlag: "version",
  server: ({ method, password, serverPort }) =>
    xray(
      {
        ...{ protocol: "shadowsocks", listen: "127.0.0.1", port: serverPort },
        settings: { method, password, network: "tcp,udp" },
      },
      { protocol: "freedom" },
    ),
  tunnel: ({ method, password, serverPort }, { port, targetPort }) =>
    xray(
      {
        ...{ protocol: "dokodemo-door", listen: "127.0.0.1", port },
        settings: { address: "127.0.0.1", port: targetPort, network: "tcp,udp" },
      },
      {
        protocol: "shadowsocks",
        settings: { servers: [{ address: "127.0.0.1", port: serverPort, method, password }] },
      },
    ),
};

export const PEERS: readonly Peer[] = [LIBEV, RUST, GO, SING_BOX, XRAY];

function loopback(port: number): string {
  return `127.0.0.1:${port}`;
}

function rustFlags({ method, password, serverPort }: Link): string[] {
  return ["-s", loopback(serverPort), "-m", method, "-k", password, "-U"];
}

function goFlags({ method, password }: Link): string[] {
  return ["-cipher", method, "-password", password];
}

function singBox(inbound: unknown, outbound: unknown): Launch {
  const config = { log: { level: "warn" }, inbounds: [inbound], outbounds: [outbound] };
  return { program: "sing-box", args: ["run", "-c"], config };
}

function singBoxListen(port: number): Record<string, unknown> {
  return { listen: "127.0.0.1", listen_port: port };
}

function xray(inbound: unknown, outbound: unknown): Launch {
  const log = { loglevel: "error", access: "none" };
  return {
    program: "xray",
    args: ["run", "-c"],
    config: { log, inbounds: [inbound], outbounds: [outbound] },
  };
}
