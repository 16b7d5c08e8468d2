// A proxy that is no Shadowsocks server, as a way out.

import type { FailoverConfig } from "../config/routing.ts";
import type { ProxyUpstream } from "../config/upstream_entry.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { HttpConnectDialer } from "../outbound/http_connect_dialer.ts";
import { Socks4Dialer } from "../outbound/socks4_dialer.ts";
import { Socks5Dialer } from "../outbound/socks5_dialer.ts";
import { Socks5PacketDialer } from "../outbound/socks5_packet_dialer.ts";
import type { Way } from "../outbound/way.ts";
import type { Ground } from "./ground.ts";

export type Dialers = Pick<Way, "dialer" | "packetDialer">;

export interface ProxyWayParts {
  readonly ground: Ground;
  readonly limits: Pick<FailoverConfig, "handshakeMs">;
  /** How the proxy is reached; it gives up by itself. */
  readonly transport: NonNullable<Way["dialer"]>;
  /** Packets go to a proxy directly or not at all. */
  readonly isDirect: boolean;
}

export async function proxyDialers(
  entry: ProxyUpstream,
  { ground, limits, transport, isDirect }: ProxyWayParts,
): Promise<Dialers> {
  const { clock, resolver, openSocket } = ground;
  const { handshakeMs } = limits;
  const { kind, address: proxy, user } = entry;
  const credentials = user && { name: user.name, password: user.password.reveal() };
  const parts = { proxy, transport, clock, handshakeMs };
  switch (kind) {
    case "socks4":
    case "socks4a": {
      const userId = credentials?.name ?? "";
      const dialer = new Socks4Dialer({
        ...parts,
        userId,
        resolver: kind === "socks4" ? resolver : undefined,
      });
      return { dialer, packetDialer: undefined };
    }
    case "socks5":
      return {
        dialer: new Socks5Dialer({ ...parts, credentials }),
        packetDialer: isDirect
          ? new Socks5PacketDialer({ ...parts, credentials, openSocket })
          : undefined,
      };
    case "http":
      return { dialer: new HttpConnectDialer({ ...parts, credentials }), packetDialer: undefined };
    case "https": {
      const secure = await secureTo(entry);
      const dialer = new HttpConnectDialer({ ...parts, credentials, secure });
      return { dialer, packetDialer: undefined };
    }
  }
}

/** Loaded where there is such a proxy: TLS takes its time to load. */
async function secureTo(
  { address, tls }: ProxyUpstream,
): Promise<(conn: StreamConn) => Promise<StreamConn>> {
  const { DenoTlsClient } = await import("../net/deno_tls_client.ts");
  const client = new DenoTlsClient({
    serverName: tls?.serverName ?? address.host,
    authorities: tls?.authorities ?? [],
  });
  return (conn) => client.secure(conn);
}
