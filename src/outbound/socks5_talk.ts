// The client's half of SOCKS5 (RFC 1928, RFC 1929) up to the answer, whatever is asked for. Each message waits for the
// answer to the one before: the RFC lets nobody send ahead, and a proxy that takes one read for one message loses what
// came with it.

import {
  AUTH_METHOD,
  AUTH_STATUS,
  decodeAuthStatus,
  decodeMethodChoice,
  decodeSocks5Reply,
  encodeGreeting,
  encodeUserPassword,
  failureForReply,
  SOCKS5_REPLY,
  type UserPassword,
} from "../codec/socks5.ts";
import type { HostPort } from "../net/address.ts";
import { ByteReader } from "../net/byte_reader.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { notLetIn, ProxyRefusal } from "./proxy_refusal.ts";

const { none, userPassword } = AUTH_METHOD;

/** How a proxy may find out who we are. */
export class Socks5Login {
  readonly methods: readonly number[];
  /** Our name and password. */
  readonly message: Uint8Array | undefined;

  /** Throws a RangeError when the name or the password is over 255 bytes. */
  constructor(credentials: UserPassword | undefined) {
    this.methods = credentials === undefined ? [none] : [none, userPassword];
    this.message = credentials && encodeUserPassword(credentials);
  }
}

export class Socks5Talk {
  readonly #conn: StreamConn;
  readonly #reader: ByteReader;

  constructor(conn: StreamConn) {
    this.#conn = conn;
    this.#reader = new ByteReader(conn);
  }

  async greet({ methods, message }: Socks5Login): Promise<void> {
    await this.#conn.write(encodeGreeting(methods));
    const method = await this.#reader.readMessage(decodeMethodChoice);
    if (method === userPassword && message !== undefined) return await this.#logIn(message);
    if (method === none) return;
    throw notLetIn(
      message === undefined
        ? "it wants a user name and password, or what we do not have"
        : "it takes none of our ways to tell who we are",
    );
  }

  /** The address that the proxy's yes has in it. */
  async ask(request: Uint8Array): Promise<HostPort> {
    await this.#conn.write(request);
    return await this.readReply();
  }

  async readReply(): Promise<HostPort> {
    const { code, bound } = await this.#reader.readMessage(decodeSocks5Reply);
    if (code !== SOCKS5_REPLY.succeeded) throw refusal(code);
    return bound;
  }

  /** What follows the answer: it may have come with it. */
  takeStream(): StreamConn {
    return prefixedConn(this.#reader.takeRest(), this.#conn);
  }

  async #logIn(message: Uint8Array): Promise<void> {
    await this.#conn.write(message);
    const status = await this.#reader.readMessage(decodeAuthStatus);
    if (status !== AUTH_STATUS.accepted) throw notLetIn("it refuses our user name and password");
  }
}

const UNSUPPORTED = { failure: "unsupported", at: "request" } as const;
const UNKNOWN = { failure: "other", at: "upstream" } as const;

function refusal(code: number): ProxyRefusal {
  const failure = failureForReply(code);
  if (failure !== undefined) {
    return new ProxyRefusal(`it answers ${code}, ${failure}`, { failure, at: "target" });
  }
  const { commandNotSupported, addressTypeNotSupported } = SOCKS5_REPLY;
  const cannot = code === commandNotSupported || code === addressTypeNotSupported;
  return new ProxyRefusal(`it answers ${code}`, cannot ? UNSUPPORTED : UNKNOWN);
}
