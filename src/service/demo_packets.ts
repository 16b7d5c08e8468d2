// The demo's ways for packets: an echo as the target, and how soon what was sent comes back unchanged.

import { decodeSocks5Datagram, encodeSocks5Datagram } from "../codec/socks5_datagram.ts";
import { SOCKS5_COMMAND } from "../codec/socks5.ts";
import type { HostPort } from "../net/address.ts";
import { asError } from "../net/as_error.ts";
import { sameBytes } from "../net/bytes.ts";
import type { Clock } from "../net/clock.ts";
import type { DatagramSocket, OpenDatagramSocket } from "../net/datagram_socket.ts";
import type { ConnectLiteral } from "../net/stream_dialer.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { Measurement } from "./demo_measure.ts";
import type { DemoAddresses } from "./demo_paths.ts";
import { requestBySocks5 } from "./demo_socks5.ts";

/** One datagram there, and the one that comes back. */
type Exchange = (payload: Uint8Array) => Promise<Uint8Array>;

export interface DemoPacketPath {
  readonly name: string;
  /** `close` ends what the exchange needs besides the socket. */
  readonly open: (socket: DatagramSocket) => Promise<{ exchange: Exchange; close: () => void }>;
}

export interface PacketTools {
  readonly clock: Clock;
  readonly openSocket: OpenDatagramSocket;
}

const PACKETS = 100;
/** What passes every network in one piece. */
const PACKET_BYTES = 1200;
const PATIENCE_MS = 5000;

/** Sends back whatever comes, until the socket is closed. */
export async function echoPackets(socket: DatagramSocket): Promise<void> {
  try {
    for (;;) {
      const { bytes, from } = await socket.receive();
      await socket.send(bytes, from);
    }
  } catch {
    // Closed: the demo is over.
  }
}

export function demoPacketPaths(
  { local, tunnel, target }: DemoAddresses,
  { connect, signal }: { readonly connect: ConnectLiteral; readonly signal: AbortSignal },
): readonly DemoPacketPath[] {
  return [
    {
      name: "SOCKS5 UDP",
      open: async (socket) => {
        const conn = await connect(local, signal);
        const exchange = await exchangeBySocks5(socket, { conn, target });
        return { exchange, close: () => conn.close() };
      },
    },
    {
      name: "tunnel UDP",
      open: (socket) =>
        Promise.resolve({ exchange: exchangeWith(socket, tunnel), close: () => {} }),
    },
  ];
}

/** The median of the round trips. */
export async function measurePackets(
  path: DemoPacketPath,
  { clock, openSocket }: PacketTools,
): Promise<Measurement> {
  const measurement = { path: path.name, latencyMs: undefined, megabitsPerSecond: undefined };
  const socket = await openSocket({ host: "127.0.0.1", port: 0 });
  try {
    const { exchange, close } = await path.open(socket);
    const latencyMs = await medianRoundTrip(exchange, clock).finally(close);
    return { ...measurement, ok: true, latencyMs, problem: undefined };
  } catch (error) {
    return { ...measurement, ok: false, problem: asError(error).message };
  } finally {
    socket.close();
  }
}

async function medianRoundTrip(exchange: Exchange, clock: Clock): Promise<number> {
  const times: number[] = [];
  const silence = Promise.withResolvers<never>();
  const alarm = clock.at(
    PATIENCE_MS,
    () => silence.reject(new Error("a packet got no answer within 5 s")),
  );
  try {
    for (let i = 0; i < PACKETS; i++) {
      const start = clock.now();
      await Promise.race([exchangeOne(exchange), silence.promise]);
      times.push(clock.now() - start);
    }
  } finally {
    alarm.cancel();
  }
  return times.sort((a, b) => a - b)[PACKETS >> 1]!;
}

async function exchangeOne(exchange: Exchange): Promise<void> {
  const payload = crypto.getRandomValues(new Uint8Array(PACKET_BYTES));
  if (!sameBytes(await exchange(payload), payload)) {
    throw new Error("a packet came through changed");
  }
}

function exchangeWith(socket: DatagramSocket, tunnel: HostPort): Exchange {
  return async (payload) => {
    await socket.send(payload, tunnel);
    return (await socket.receive()).bytes;
  };
}

/** The association lives as long as `conn`. */
async function exchangeBySocks5(
  socket: DatagramSocket,
  { conn, target }: { readonly conn: StreamConn; readonly target: HostPort },
): Promise<Exchange> {
  const { bound: relay } = await requestBySocks5(conn, {
    command: SOCKS5_COMMAND.udpAssociate,
    target: { host: "0.0.0.0", port: 0 },
  });
  return async (payload) => {
    await socket.send(encodeSocks5Datagram(target, payload), relay);
    return decodeSocks5Datagram((await socket.receive()).bytes).payload;
  };
}
