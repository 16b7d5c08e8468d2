// The ways through a running local and tunnel that the demo tries, each as a client of that protocol would go it.

import {
  decodeSocks4Reply,
  encodeSocks4Request,
  SOCKS4_COMMAND,
  SOCKS4_REPLY,
} from "../codec/socks4.ts";
import { SOCKS5_COMMAND } from "../codec/socks5.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import { ByteReader } from "../net/byte_reader.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { decodeHead } from "./demo_head.ts";
import { requestBySocks5 } from "./demo_socks5.ts";

export interface DemoPath {
  readonly name: string;
  /** Where to connect to. */
  readonly entrance: HostPort;
  /** Says on the fresh connection what the protocol wants said; the result speaks with the target. */
  readonly open: (conn: StreamConn) => Promise<StreamConn>;
  /** The request line's target: a path, or a whole URL for a plain HTTP proxy. */
  readonly requestTarget: string;
}

export interface DemoAddresses {
  readonly local: HostPort;
  readonly tunnel: HostPort;
  readonly target: HostPort;
}

export function demoPaths({ local, tunnel, target }: DemoAddresses): readonly DemoPath[] {
  // By name, as browsers ask: the server resolves it.
  const named = { host: "localhost", port: target.port };
  return [
    {
      name: "SOCKS5",
      entrance: local,
      open: (conn) => openSocks5(conn, named),
      requestTarget: "/",
    },
    {
      name: "SOCKS4a",
      entrance: local,
      open: (conn) => openSocks4a(conn, named),
      requestTarget: "/",
    },
    {
      name: "HTTP CONNECT",
      entrance: local,
      open: (conn) => openConnect(conn, named),
      requestTarget: "/",
    },
    {
      name: "HTTP proxy",
      entrance: local,
      open: (conn) => Promise.resolve(conn),
      requestTarget: `http://${formatHostPort(named)}/`,
    },
    { name: "tunnel", entrance: tunnel, open: (conn) => Promise.resolve(conn), requestTarget: "/" },
  ];
}

async function openSocks5(conn: StreamConn, target: HostPort): Promise<StreamConn> {
  const { stream } = await requestBySocks5(conn, { command: SOCKS5_COMMAND.connect, target });
  return stream;
}

async function openSocks4a(conn: StreamConn, target: HostPort): Promise<StreamConn> {
  const reader = new ByteReader(conn);
  await conn.write(
    encodeSocks4Request({ command: SOCKS4_COMMAND.connect, target, userId: "" }),
  );
  const { code } = await reader.readMessage(decodeSocks4Reply);
  if (code !== SOCKS4_REPLY.granted) throw new Error(`SOCKS4a answers ${code}`);
  return prefixedConn(reader.takeRest(), conn);
}

async function openConnect(conn: StreamConn, target: HostPort): Promise<StreamConn> {
  const reader = new ByteReader(conn);
  const authority = formatHostPort(target);
  await conn.write(
    new TextEncoder().encode(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`),
  );
  const head = await reader.readMessage(decodeHead);
  if (!/^HTTP\/1\.1 200 /.test(head)) throw new Error(`CONNECT answers "${head.split("\r\n")[0]}"`);
  return prefixedConn(reader.takeRest(), conn);
}
