// A network of datagram sockets in memory. It is as unkind as the contract allows: a datagram is read from the sender's
// buffer only when its `send()` resolves, and what was received is overwritten when the lease on it is over.

import { formatHostPort, type HostPort } from "../../src/net/address.ts";
import type {
  Datagram,
  DatagramSocket,
  OpenDatagramSocket,
} from "../../src/net/datagram_socket.ts";
import { ListenError } from "../../src/net/listen_error.ts";
import { StreamError } from "../../src/net/stream_error.ts";

const POISON = 0xbb;
const MAX_DATAGRAM_BYTES = 65_507;
const FIRST_PORT = 40_000;

/** A datagram that a socket has sent, whoever has got it. */
export interface SentDatagram {
  readonly bytes: Uint8Array;
  readonly from: HostPort;
  readonly to: HostPort;
}

export class FakeNetwork {
  /** All that was sent, in order; copies. */
  readonly sent: SentDatagram[] = [];
  readonly #sockets = new Map<string, FakeSocket>();
  readonly #hasIpv6: boolean;
  readonly #unreachable = new Set<string>();
  #gate: PromiseWithResolvers<void> | undefined;
  #lastPort = FIRST_PORT;

  constructor({ hasIpv6 = true } = {}) {
    this.#hasIpv6 = hasIpv6;
  }

  /** How many sockets are open. */
  get size(): number {
    return this.#sockets.size;
  }

  /** Of the contract; on "::" for both families, as the adapter does it. */
  readonly open: OpenDatagramSocket = (local) => {
    try {
      return Promise.resolve(this.socket(local));
    } catch (error) {
      return Promise.reject(error);
    }
  };

  /** As `open`, at once, and with what only tests ask for. */
  socket(local: HostPort): FakeSocket {
    const address = { host: local.host, port: local.port === 0 ? ++this.#lastPort : local.port };
    const key = formatHostPort(address);
    if (isIpv6(local.host) && !this.#hasIpv6) {
      throw new ListenError("not_ours", `No IPv6 for ${key}`);
    }
    if (this.#sockets.has(key)) throw new ListenError("in_use", `${key} is in use`);
    const socket = new FakeSocket(address, {
      send: (bytes, to) => this.#send(bytes, { from: address, to }),
      closed: () => this.#sockets.delete(key),
    });
    this.#sockets.set(key, socket);
    return socket;
  }

  /** From now on the system takes nothing for `host`. */
  cutOff(host: string): void {
    this.#unreachable.add(host);
  }

  /** Keeps what is being sent on its way until `letGo()`. */
  hold(): void {
    this.#gate ??= Promise.withResolvers();
  }

  letGo(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  async #send(bytes: Uint8Array, { from, to }: Route): Promise<boolean> {
    await this.#gate?.promise;
    const isMixed = from.host !== "::" && isIpv6(from.host) !== isIpv6(to.host);
    if (isMixed || this.#unreachable.has(to.host) || bytes.length > MAX_DATAGRAM_BYTES) {
      return false;
    }
    const sent = { bytes: bytes.slice(), from: seenFrom(from, to), to };
    this.sent.push(sent);
    this.#receiver(to)?.deliver(sent);
    return true;
  }

  #receiver({ host, port }: HostPort): FakeSocket | undefined {
    const hosts = isIpv6(host) ? [host, "::"] : [host, "0.0.0.0", "::"];
    for (const candidate of hosts) {
      const socket = this.#sockets.get(formatHostPort({ host: candidate, port }));
      if (socket !== undefined) return socket;
    }
    return undefined;
  }
}

interface Route {
  readonly from: HostPort;
  readonly to: HostPort;
}

interface Wire {
  send(bytes: Uint8Array, to: HostPort): Promise<boolean>;
  closed(): void;
}

export class FakeSocket implements DatagramSocket {
  readonly address: HostPort;
  readonly #wire: Wire;
  readonly #arrived: Datagram[] = [];
  #waiting: PromiseWithResolvers<Datagram> | undefined;
  #lease: Uint8Array | undefined;
  #isClosed = false;

  constructor(address: HostPort, wire: Wire) {
    this.address = address;
    this.#wire = wire;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async receive(): Promise<Datagram> {
    if (this.#waiting !== undefined) throw new Error("Two receives at a time");
    this.#lease?.fill(POISON);
    this.#refuseClosed();
    const datagram = this.#arrived.shift() ?? await this.#next();
    this.#lease = datagram.bytes;
    return datagram;
  }

  /** Never before the caller goes on, like a system call that is asked for and not made. */
  async send(bytes: Uint8Array, to: HostPort): Promise<boolean> {
    await Promise.resolve();
    return !this.#isClosed && await this.#wire.send(bytes, to);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#wire.closed();
    this.#waiting?.reject(closedError());
    this.#waiting = undefined;
  }

  /** Lets a datagram arrive, from wherever the test likes. */
  deliver({ bytes, from }: Datagram): void {
    const datagram = { bytes: bytes.slice(), from };
    if (this.#waiting === undefined) this.#arrived.push(datagram);
    else this.#waiting.resolve(datagram);
    this.#waiting = undefined;
  }

  #next(): Promise<Datagram> {
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw closedError();
  }
}

function closedError(): StreamError {
  return new StreamError("closed", "Cannot receive: the socket is closed");
}

/** What the receiver sees: a socket that is bound to every address sends from one of them. */
function seenFrom({ host, port }: HostPort, to: HostPort): HostPort {
  if (host !== "::" && host !== "0.0.0.0") return { host, port };
  return { host: isIpv6(to.host) ? "::1" : "127.0.0.1", port };
}

function isIpv6(host: string): boolean {
  return host.includes(":");
}
