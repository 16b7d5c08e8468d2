// What the demo says to a local in SOCKS5, as any client without a password would.

import {
  AUTH_METHOD,
  decodeMethodChoice,
  decodeSocks5Reply,
  encodeGreeting,
  encodeSocks5Request,
  SOCKS5_REPLY,
  type Socks5Request,
} from "../codec/socks5.ts";
import type { HostPort } from "../net/address.ts";
import { ByteReader } from "../net/byte_reader.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { StreamConn } from "../net/stream_conn.ts";

export interface GrantedRequest {
  /** As the reply names it: of an association, where packets are taken. */
  readonly bound: HostPort;
  /** What comes behind the reply. */
  readonly stream: StreamConn;
}

export async function requestBySocks5(
  conn: StreamConn,
  request: Socks5Request,
): Promise<GrantedRequest> {
  const reader = new ByteReader(conn);
  await conn.write(encodeGreeting([AUTH_METHOD.none]));
  const method = await reader.readMessage(decodeMethodChoice);
  if (method !== AUTH_METHOD.none) throw new Error(`SOCKS5 wants method ${method}`);
  await conn.write(encodeSocks5Request(request));
  const { code, bound } = await reader.readMessage(decodeSocks5Reply);
  if (code !== SOCKS5_REPLY.succeeded) throw new Error(`SOCKS5 answers ${code}`);
  return { bound, stream: prefixedConn(reader.takeRest(), conn) };
}
