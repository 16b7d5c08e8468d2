// A DNS server on one port of loopback, for UDP and TCP, and on others for TLS and HTTPS. What it answers is up to the test.

import { decodeDnsFrame, encodeDnsFrame } from "../../src/codec/dns_frame.ts";
import type { NameServer } from "../../src/net/name_server.ts";
import { type Asked, askedIn, type Reply, replyTo } from "./dns_packets.ts";
import { TEST_CERTIFICATE } from "./test_certificate.ts";

const HOST = "127.0.0.1";

export type Transport = NameServer["kind"];

export interface AskedHow extends Asked {
  readonly transport: Transport;
}

/** A reply, bytes that are sent as they are, several of them, or nothing at all. */
export type Said = Reply | Uint8Array | readonly (Reply | Uint8Array)[] | undefined;

export type Answering = (asked: AskedHow) => Said | Promise<Said>;

export class DnsServer implements AsyncDisposable {
  readonly asked: AskedHow[] = [];
  readonly #answer: Answering;
  readonly #tcp: Deno.Listener;
  readonly #udp: Deno.DatagramConn;
  readonly #tls: Deno.Listener;
  readonly #https: Deno.HttpServer<Deno.NetAddr>;
  readonly #open = new Set<Deno.Conn>();

  constructor(answer: Answering) {
    this.#answer = answer;
    [this.#tcp, this.#udp] = listenTwice();
    this.#tls = Deno.listenTls({ hostname: HOST, port: 0, ...TEST_CERTIFICATE });
    this.#https = Deno.serve({ hostname: HOST, port: 0, ...TEST_CERTIFICATE, onListen() {} }, (
      request,
    ) => this.#serveHttps(request));
    this.#serveUdp();
    this.#serveStreams(this.#tcp, "tcp");
    this.#serveStreams(this.#tls, "tls");
  }

  get port(): number {
    return portOf(this.#tcp.addr);
  }

  /** As a client is told of it; `host` is a name of 127.0.0.1. */
  as(kind: Transport, host = HOST): NameServer {
    if (kind === "https") {
      return { kind, url: `https://${host}:${this.#https.addr.port}/dns-query` };
    }
    return { kind, address: { host, port: kind === "tls" ? portOf(this.#tls.addr) : this.port } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const part of [this.#tcp, this.#udp, this.#tls, ...this.#open]) close(part);
    await this.#https.shutdown();
  }

  async #replies(query: Uint8Array, transport: Transport): Promise<readonly Uint8Array[]> {
    const asked = { ...askedIn(query), transport };
    this.asked.push(asked);
    const said = await this.#answer(asked);
    const replies = said === undefined ? [] : said instanceof Array ? said : [said];
    return replies.map((reply) => reply instanceof Uint8Array ? reply : replyTo(query, reply));
  }

  async #serveUdp(): Promise<void> {
    for await (const [query, from] of this.#udp) {
      this.#replies(query, "udp").then(async (replies) => {
        for (const reply of replies) await this.#udp.send(reply, from);
      }).catch(() => {});
    }
  }

  async #serveStreams(listener: Deno.Listener, transport: Transport): Promise<void> {
    for await (const conn of listener) {
      this.#open.add(conn);
      this.#serveStream(conn, transport).catch(() => {}).finally(() => {
        this.#open.delete(conn);
        close(conn);
      });
    }
  }

  async #serveStream(conn: Deno.Conn, transport: Transport): Promise<void> {
    let kept = new Uint8Array();
    for (let chunk = await readSome(conn); chunk !== null; chunk = await readSome(conn)) {
      kept = Uint8Array.of(...kept, ...chunk);
      for (let frame = decodeDnsFrame(kept); frame !== undefined; frame = decodeDnsFrame(kept)) {
        kept = kept.slice(frame.end);
        for (const reply of await this.#replies(frame.value, transport)) {
          await conn.write(encodeDnsFrame(reply));
        }
      }
    }
  }

  async #serveHttps(request: Request): Promise<Response> {
    const [reply] = await this.#replies(await request.bytes(), "https");
    if (reply === undefined) return new Response(null, { status: 503 });
    const headers = { "content-type": "application/dns-message" };
    return new Response(reply.slice(), { headers });
  }
}

/** The same port for both. */
function listenTwice(): [Deno.TcpListener, Deno.DatagramConn] {
  for (;;) {
    const tcp = Deno.listen({ hostname: HOST, port: 0 });
    try {
      const port = portOf(tcp.addr);
      return [tcp, Deno.listenDatagram({ transport: "udp", hostname: HOST, port })];
    } catch (error) {
      tcp.close();
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

async function readSome(conn: Deno.Conn): Promise<Uint8Array | null> {
  const buffer = new Uint8Array(4096);
  const length = await conn.read(buffer);
  return length === null ? null : buffer.subarray(0, length);
}

function portOf(address: Deno.Addr): number {
  return (address as Deno.NetAddr).port;
}

function close(part: { close(): void }): void {
  try {
    part.close();
  } catch {
    // Closed before.
  }
}
