// The UDP side of the load: a target that sends everything back, and clients that go to it through a tunnel. A few
// packets are on their way at a time, so that nobody's queue overflows: a flood would measure which queue does first.

import type { PacketCount, PingPong } from "./load.ts";

const PING_BYTES = 32;
/** What a QUIC packet has. */
const PACKET_BYTES = 1200;
/** They fit into everybody's socket buffers several times over. */
const IN_FLIGHT = 16;
const MAX_DATAGRAM = 65_535;
/** What has not come back by then never will. */
const STRAGGLER_MS = 500;
const OPENED_AT_ONCE = 16;

export class PacketLoad {
  readonly #echo = bind();
  readonly #held: Deno.DatagramConn[] = [];

  constructor() {
    serve(this.#echo);
  }

  get port(): number {
    return (this.#echo.addr as Deno.NetAddr).port;
  }

  /** One packet at a time. */
  async pingPong(port: number, seconds: number): Promise<PingPong> {
    const client = await openEchoed(port);
    const [packet, buffer] = [new Uint8Array(PING_BYTES), new Uint8Array(MAX_DATAGRAM)];
    const to = at(port);
    const tripsMs: number[] = [];
    for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
      const start = performance.now();
      await client.send(packet, to);
      await client.receive(buffer);
      tripsMs.push(performance.now() - start);
    }
    client.close();
    return { tripsMs };
  }

  /** As many as go there and back: each that comes back sends the next. */
  async exchange(port: number, seconds: number): Promise<PacketCount> {
    const client = await openEchoed(port);
    const [packet, buffer] = [new Uint8Array(PACKET_BYTES), new Uint8Array(MAX_DATAGRAM)];
    const to = at(port);
    const start = performance.now();
    for (let sent = 0; sent < IN_FLIGHT; sent++) await client.send(packet, to);
    let packets = 0;
    for (const end = start + seconds * 1000; performance.now() < end; packets++) {
      await client.receive(buffer);
      await client.send(packet, to);
    }
    const taken = (performance.now() - start) / 1000;
    return { packets, seconds: taken, lost: IN_FLIGHT - await stragglers(client) };
  }

  /** Opens `count` clients through a tunnel; each has moved a packet there and back, and rests. */
  async hold(port: number, count: number): Promise<void> {
    for (let opened = 0; opened < count; opened += OPENED_AT_ONCE) {
      const batch = Math.min(OPENED_AT_ONCE, count - opened);
      this.#held.push(...await Promise.all(Array.from({ length: batch }, () => openEchoed(port))));
    }
  }

  release(): void {
    for (const client of this.#held.splice(0)) client.close();
  }
}

function bind(): Deno.DatagramConn {
  return Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
}

function at(port: number): Deno.NetAddr {
  return { transport: "udp", hostname: "127.0.0.1", port };
}

async function serve(echo: Deno.DatagramConn): Promise<void> {
  for (const buffer = new Uint8Array(MAX_DATAGRAM);;) {
    const [bytes, from] = await echo.receive(buffer);
    await echo.send(bytes, from);
  }
}

/** A client whose first packet has come back. */
async function openEchoed(port: number): Promise<Deno.DatagramConn> {
  const client = bind();
  await client.send(Uint8Array.of(1), at(port));
  await client.receive(new Uint8Array(PING_BYTES));
  return client;
}

/** How many still come, up to IN_FLIGHT. Closes the client. */
async function stragglers(client: Deno.DatagramConn): Promise<number> {
  const timer = setTimeout(() => client.close(), STRAGGLER_MS);
  let came = 0;
  try {
    for (const buffer = new Uint8Array(MAX_DATAGRAM); came < IN_FLIGHT; came++) {
      await client.receive(buffer);
    }
    client.close();
  } catch {
    // It was closed: the rest is lost.
  }
  clearTimeout(timer);
  return came;
}
