// Servers of the 2022 edition with many users on one port (SIP023), each program as its configuration wants it, and
// relays in front of another server.

import { launch } from "../bench/peer_contestant.ts";
import type { ListeningProcess } from "./running_process.ts";
import type { Link } from "./shadowsocks_process.ts";
import { TemporaryFile } from "./temporary_file.ts";
import { startUmbra } from "./umbra_process.ts";

export interface User {
  readonly name: string;
  readonly password: string;
}

/** `link` as it is behind one more server: its keys, then the one that comes `next`. */
export function linkTo(link: Link, { password }: Pick<Link, "password">): Link {
  return { ...link, password: `${link.password}:${password}` };
}

type StartWithUsers = (link: Link, users: readonly User[]) => Promise<ListeningProcess>;

/** By the names of the peers, and ours. */
export const SERVERS_WITH_USERS: Readonly<Record<string, StartWithUsers>> = {
  umbra: (link, users) => startUmbraServer({ ...commonConfig(link), users, allow_private: true }),
  "ss-rust": (link, users) => {
    const config = { servers: [{ ...commonConfig(link), users }] };
    return launch({ program: "ssserver", args: ["-c"], config }, link.serverPort);
  },
  "sing-box": (link, users) => startSingBox(link, { users }),
  xray: ({ method, password, serverPort: port }, users) => {
    const clients = users.map(({ name, password }) => ({ email: name, password }));
    const inbound = {
      ...{ protocol: "shadowsocks", listen: "127.0.0.1", port },
      settings: { method, password, clients, network: "tcp,udp" },
    };
    const config = { inbounds: [inbound], outbounds: [{ protocol: "freedom" }] };
    return launch({ program: "xray", args: ["run", "-c"], config }, port);
  },
};

type StartRelay = (link: Link, next: Link) => Promise<ListeningProcess>;

/** They take the first of a client's keys and pass the rest on to `next`. */
export const RELAYS: Readonly<Record<"umbra" | "sing-box", StartRelay>> = {
  umbra: (link, next) => startUmbraServer({ ...commonConfig(link), ...leadingTo(next) }),
  "sing-box": (link, next) => startSingBox(link, leadingTo(next)),
};

function leadingTo({ password, serverPort }: Link): Record<string, unknown> {
  const server = { server: "127.0.0.1", server_port: serverPort };
  return { destinations: [{ name: "next", ...server, password }] };
}

async function startUmbraServer(config: unknown): Promise<ListeningProcess> {
  // Once it listens it has read it.
  await using file = await TemporaryFile.holding(new TextEncoder().encode(JSON.stringify(config)));
  return await startUmbra(["server", "-c", file.path]);
}

function startSingBox(
  { method, password, serverPort }: Link,
  beyond: Readonly<Record<string, unknown>>,
): Promise<ListeningProcess> {
  const listen = { listen: "127.0.0.1", listen_port: serverPort };
  const inbound = { type: "shadowsocks", ...listen, method, password, ...beyond };
  const config = { log: { level: "warn" }, inbounds: [inbound], outbounds: [{ type: "direct" }] };
  return launch({ program: "sing-box", args: ["run", "-c"], config }, serverPort);
}

function commonConfig({ method, password, serverPort }: Link): Record<string, unknown> {
  const server = { server: "127.0.0.1", server_port: serverPort };
  return { ...server, method, password, mode: "tcp_and_udp" };
}
