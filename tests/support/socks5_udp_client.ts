// A SOCKS5 client of UDP ASSOCIATE (RFC 1928 section 7): the TCP connection that asks for an association and keeps it,
// and a socket whose datagrams go through it.

import {
  AUTH_METHOD,
  decodeMethodChoice,
  decodeSocks5Reply,
  encodeGreeting,
  encodeSocks5Request,
  SOCKS5_COMMAND,
} from "../../src/codec/socks5.ts";
import { decodeSocks5Datagram, encodeSocks5Datagram } from "../../src/codec/socks5_datagram.ts";
import type { HostPort } from "../../src/net/address.ts";
import { within } from "./deadline.ts";
import { writeAll } from "./test_conn.ts";

const ANSWER_MS = 5000;
const UNKNOWN = { host: "0.0.0.0", port: 0 };

export interface Received {
  readonly source: HostPort;
  /** The client's own copy. */
  readonly payload: Uint8Array;
}

export class Socks5UdpClient implements Disposable {
  /** Where the proxy takes datagrams. */
  readonly relay: HostPort;
  readonly #control: Deno.TcpConn;
  readonly #socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #buffer = new Uint8Array(65_535);

  private constructor(control: Deno.TcpConn, relay: HostPort) {
    this.#control = control;
    this.relay = relay;
  }

  /** Associates with the proxy on that port of loopback. Rejects when it refuses. */
  static async open(proxyPort: number): Promise<Socks5UdpClient> {
    const control = await Deno.connect({ hostname: "127.0.0.1", port: proxyPort });
    try {
      const { code, bound } = await within(ANSWER_MS, "A port for UDP", associate(control));
      if (code === 0) return new Socks5UdpClient(control, bound);
      throw new Error(`UDP ASSOCIATE is refused with ${code}`);
    } catch (error) {
      control.close();
      throw error;
    }
  }

  /** `from` another socket than its own, if given. */
  async send(target: HostPort, payload: Uint8Array, from?: Deno.DatagramConn): Promise<void> {
    await this.sendRaw(encodeSocks5Datagram(target, payload), from);
  }

  async sendRaw(datagram: Uint8Array, from = this.#socket): Promise<void> {
    const { host, port } = this.relay;
    await from.send(datagram, { transport: "udp", hostname: host, port });
  }

  async receive(): Promise<Received> {
    const receiving = this.#socket.receive(this.#buffer);
    const [bytes] = await within(ANSWER_MS, "A datagram", receiving);
    const { address, payload } = decodeSocks5Datagram(bytes);
    return { source: address, payload: payload.slice() };
  }

  /** What comes back for `payload`. */
  async exchange(target: HostPort, payload: Uint8Array): Promise<Received> {
    await this.send(target, payload);
    return await this.receive();
  }

  /** Says on the TCP connection what nobody should. */
  async say(bytes: Uint8Array): Promise<void> {
    await writeAll(this.#control, bytes);
  }

  /** Resolves when the proxy has ended the TCP connection. */
  async untilEnded(): Promise<void> {
    const end = this.#control.read(new Uint8Array(1)).catch(() => null);
    await within(ANSWER_MS, "The end of the association", end);
  }

  /** Ends the TCP connection; datagrams can still be sent. */
  end(): void {
    try {
      this.#control.close();
    } catch {
      // Ended before.
    }
  }

  [Symbol.dispose](): void {
    this.end();
    this.#socket.close();
  }
}

async function associate(control: Deno.Conn): Promise<{ code: number; bound: HostPort }> {
  const greeting = encodeGreeting([AUTH_METHOD.none]);
  await writeAll(control, greeting);
  await readMessage(control, decodeMethodChoice);
  const command = SOCKS5_COMMAND.udpAssociate;
  await writeAll(control, encodeSocks5Request({ command, target: UNKNOWN }));
  return await readMessage(control, decodeSocks5Reply);
}

/** A message that nothing follows: the proxy speaks when it is spoken to. */
async function readMessage<T>(
  conn: Deno.Conn,
  decode: (bytes: Uint8Array) => { readonly value: T } | undefined,
): Promise<T> {
  const buffer = new Uint8Array(512);
  for (let end = 0;;) {
    const length = await conn.read(buffer.subarray(end));
    if (length === null) throw new Error("The proxy has ended the connection");
    end += length;
    const decoded = decode(buffer.subarray(0, end));
    if (decoded !== undefined) return decoded.value;
  }
}
