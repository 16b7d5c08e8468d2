// Packets through a SOCKS5 proxy (RFC 1928 section 7): each client's by an association of its own, which lives as long as
// the connection that it was asked for on. The packets go to the proxy directly, so that is how the transport must reach
// it; and the transport must give up by itself, since nobody ends the opening of an association.

import { encodeSocks5Request, SOCKS5_COMMAND } from "../codec/socks5.ts";
import type { HostPort } from "../net/address.ts";
import type { DatagramSocket, OpenDatagramSocket } from "../net/datagram_socket.ts";
import { DialError } from "../net/dial_failure.ts";
import { isGroupAddress } from "../net/group_address.ts";
import { isIp } from "../net/ip_address.ts";
import type { PacketConn, PacketDialer, PacketDialOptions } from "../net/packet_conn.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { statedAddress } from "./stated_address.ts";
import { throughProxy } from "./proxy_handshake.ts";
import { ProxyRefusal } from "./proxy_refusal.ts";
import type { Socks5Parts } from "./socks5_dialer.ts";
import { Socks5PacketConn } from "./socks5_packet_conn.ts";
import { Socks5Login, Socks5Talk } from "./socks5_talk.ts";

export interface Socks5PacketParts extends Socks5Parts {
  readonly openSocket: OpenDatagramSocket;
}

/** What the proxy has given. */
interface Association {
  readonly control: StreamConn;
  /** Where packets go to. */
  readonly relay: HostPort;
}

/** We do not know where our packets will come from: there may be a translator of addresses on the way. */
const ANYWHERE: HostPort = { host: "0.0.0.0", port: 0 };
const REQUEST = { command: SOCKS5_COMMAND.udpAssociate, target: ANYWHERE };

export class Socks5PacketDialer implements PacketDialer {
  readonly #parts: Socks5PacketParts;
  readonly #login: Socks5Login;

  /** Throws a RangeError when the name or the password is over 255 bytes. */
  constructor(parts: Socks5PacketParts) {
    this.#parts = parts;
    this.#login = new Socks5Login(parts.credentials);
  }

  async open(options: PacketDialOptions): Promise<PacketConn> {
    const { control, relay } = await this.#associate(options);
    try {
      const socket = await this.#openSocket(relay);
      return new Socks5PacketConn(socket, { control, relay, dropped: options.dropped });
    } catch (error) {
      control.close();
      throw error;
    }
  }

  async #associate({ client, user, source }: PacketDialOptions): Promise<Association> {
    const { signal } = new AbortController();
    const options = { signal, client, user, source, progress: () => {} };
    return await throughProxy(this.#parts, options, (conn) => this.#ask(conn));
  }

  async #ask(conn: StreamConn): Promise<Association> {
    const talk = new Socks5Talk(conn);
    await talk.greet(this.#login);
    const bound = await talk.ask(encodeSocks5Request(REQUEST));
    const relay = relayOf(bound, conn.remoteAddress);
    // A proxy that has vanished without a word would otherwise be waited for for ever.
    conn.keepAlive?.();
    return { control: talk.takeStream(), relay };
  }

  async #openSocket({ host }: HostPort): Promise<DatagramSocket> {
    try {
      return await this.#parts.openSocket({ host: host.includes(":") ? "::" : "0.0.0.0", port: 0 });
    } catch (cause) {
      throw new DialError("other", "Cannot send packets: no socket can be opened", {
        cause,
        at: "here",
      });
    }
  }
}

function relayOf(bound: HostPort, proxy: HostPort): HostPort {
  const relay = statedAddress(bound, proxy);
  if (isIp(relay.host) && !isGroupAddress(relay.host) && relay.port !== 0) return relay;
  const message = "it takes packets where none can be sent to";
  throw new ProxyRefusal(message, { failure: "other", at: "upstream" });
}
