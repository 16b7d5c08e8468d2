// Through a SOCKS5 proxy (RFC 1928), which resolves names itself, and may wait for a connection in our place (BIND).

import { encodeSocks5Request, SOCKS5_COMMAND, type UserPassword } from "../codec/socks5.ts";
import type { HostPort } from "../net/address.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import { awaitPeer } from "./await_peer.ts";
import { type ProxyParts, throughProxy } from "./proxy_handshake.ts";
import { requestBytes } from "./request_bytes.ts";
import { Socks5Login, Socks5Talk } from "./socks5_talk.ts";

export interface Socks5Parts extends ProxyParts {
  /** For a proxy that asks for them. */
  readonly credentials: UserPassword | undefined;
}

export class Socks5Dialer implements StreamDialer {
  readonly #parts: ProxyParts;
  readonly #login: Socks5Login;

  /** Throws a RangeError when the name or the password is over 255 bytes. */
  constructor(parts: Socks5Parts) {
    this.#parts = parts;
    this.#login = new Socks5Login(parts.credentials);
  }

  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    const { awaiting } = options;
    const { connect, bind } = SOCKS5_COMMAND;
    const command = awaiting === undefined ? connect : bind;
    const request = requestBytes(() => encodeSocks5Request({ command, target }));
    return await throughProxy(this.#parts, options, async (conn, deadline) => {
      const talk = new Socks5Talk(conn);
      await talk.greet(this.#login);
      const bound = await talk.ask(request);
      const listening = { bound, proxy: conn.remoteAddress, deadline };
      if (awaiting) await awaitPeer(awaiting, { ...listening, readReply: () => talk.readReply() });
      return talk.takeStream();
    });
  }
}
