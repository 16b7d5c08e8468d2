// A server, local or tunnel of either family, on free ports of loopback. Both understand the same flags, so whatever is
// started here differs in the program only.

import { findMethod, isCipher2022, method2022 } from "../../src/crypto/method_table.ts";
import { freePorts } from "./listening_ports.ts";
import { startPeer } from "./peer_process.ts";
import type { ListeningProcess } from "./running_process.ts";
import { startUmbra } from "./umbra_process.ts";

export type Family = "umbra" | "libev";

/** What both ends of a Shadowsocks connection must agree on. */
export interface Link {
  readonly method: string;
  readonly password: string;
  readonly serverPort: number;
}

/** With a password of its own and a free port. */
export function newLink(method: string): Link {
  const [serverPort] = freePorts(1);
  return { method, password: newPassword(method), serverPort: serverPort! };
}

/** Such as the method takes: the 2022 edition has keys in base64 instead. */
export function newPassword(method: string): string {
  const name = findMethod(method);
  if (name === undefined || !isCipher2022(name)) return crypto.randomUUID();
  return crypto.getRandomValues(new Uint8Array(method2022(name).keyBytes)).toBase64();
}

export function startServer(
  family: Family,
  link: Link,
  ...flags: readonly string[]
): Promise<ListeningProcess> {
  const args = [...linkFlags(link), ...flags];
  if (family === "umbra") return startUmbra(["server", ...args, "--allow-private"]);
  return startPeer("ss-server", { args, port: link.serverPort });
}

export function startLocal(
  family: Family,
  link: Link,
  ...flags: readonly string[]
): Promise<ListeningProcess> {
  const [port] = freePorts(1);
  const args = [...linkFlags(link), ...listenFlags(port!), ...flags];
  if (family === "umbra") return startUmbra(["local", ...args]);
  return startPeer("ss-local", { args, port: port! });
}

/** To a port of loopback. */
export function startTunnel(
  family: Family,
  link: Link,
  targetPort: number,
  ...flags: readonly string[]
): Promise<ListeningProcess> {
  const [port] = freePorts(1);
  const target = ["-L", `127.0.0.1:${targetPort}`];
  const args = [...linkFlags(link), ...listenFlags(port!), ...target, ...flags];
  if (family === "umbra") return startUmbra(["tunnel", ...args]);
  return startPeer("ss-tunnel", { args, port: port! });
}

/** What a link is, as both families spell it. */
export function linkFlags({ method, password, serverPort }: Link): string[] {
  return ["-s", "127.0.0.1", "-p", `${serverPort}`, "-m", method, "-k", password];
}

/** Of a local or a tunnel. */
export function listenFlags(port: number): string[] {
  return ["-b", "127.0.0.1", "-l", `${port}`];
}
