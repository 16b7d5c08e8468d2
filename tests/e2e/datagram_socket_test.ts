// UDP sockets as the system has them, behind Deno's own API and behind node:dgram: the same contract twice.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatagramBuffers } from "../../src/net/datagram_buffers.ts";
import type { DatagramSocket, OpenDatagramSocket } from "../../src/net/datagram_socket.ts";
import { DenoClock } from "../../src/net/deno_clock.ts";
import { openDgramSocket } from "../../src/net/deno_dgram_socket.ts";
import { datagramSockets } from "../../src/net/deno_open_datagram_socket.ts";
import { DenoTurns } from "../../src/net/deno_turns.ts";
import { listenErrorOf } from "../../src/net/deno_listen_failure.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import { within } from "../support/deadline.ts";
import { digestOf, testBytes } from "../support/test_bytes.ts";

const LOOPBACK = { host: "127.0.0.1", port: 0 };
const LONGEST = 65_507;

for (const adapter of ["deno", "node"] as const) {
  Deno.test(`a ${adapter} datagram socket carries 0 to 65,507 bytes whole and in order`, () =>
    withSockets(adapter, async (open) => {
      const [near, far] = [await open(LOOPBACK), await open(LOOPBACK)];
      for (const length of [0, 1, 17, 1_200, 1_472, 9_000, 65_000, LONGEST, 3]) {
        const sent = testBytes(length);
        assertEquals(await near.send(sent, far.address), true);
        const { bytes, from } = await received(far);
        assertEquals(digestOf(bytes), digestOf(sent));
        assertEquals(from, near.address);
      }
      for (let i = 0; i < 50; i++) await near.send(Uint8Array.of(i), far.address);
      for (let i = 0; i < 50; i++) assertEquals([...(await received(far)).bytes], [i]);
    }));

  Deno.test(`a ${adapter} datagram socket says false for what cannot be sent, and goes on`, () =>
    withSockets(adapter, async (open) => {
      const [near, far, gone] = [await open(LOOPBACK), await open(LOOPBACK), await open(LOOPBACK)];
      gone.close();
      assertEquals(await near.send(new Uint8Array(LONGEST + 1), far.address), false);
      assertEquals(await near.send(new Uint8Array(1), { host: "::1", port: 9 }), false);
      assertEquals(await near.send(new Uint8Array(1), { host: "127.0.0.1", port: 0 }), false);
      assertEquals(await near.send(new Uint8Array(1), { host: "localhost", port: 9 }), false);
      const receiving = received(near);
      // Nobody is there: what the network says about that is no failure of ours.
      for (let i = 0; i < 3; i++) await near.send(new Uint8Array(1), gone.address);
      await far.send(Uint8Array.of(7), near.address);
      assertEquals([...(await receiving).bytes], [7]);
    }));

  Deno.test(`a ${adapter} datagram socket on :: speaks IPv4 and IPv6 by their plain addresses`, () =>
    withSockets(adapter, async (open) => {
      const both = await open({ host: "::", port: 0 });
      for (const host of ["127.0.0.1", "::1"]) {
        const peer = await open({ host, port: 0 });
        await peer.send(Uint8Array.of(1), { host, port: both.address.port });
        const { from } = await received(both);
        assertEquals(from, peer.address);
        assertEquals(await both.send(Uint8Array.of(2), from), true);
        assertEquals([...(await received(peer)).bytes], [2]);
      }
    }));

  Deno.test(`a ${adapter} datagram socket refuses everything once it is closed`, () =>
    withSockets(adapter, async (open) => {
      const socket = await open(LOOPBACK);
      const pending = assertRejects(() => socket.receive(), StreamError);
      socket.close();
      socket.close();
      assertEquals((await pending).fault, "closed");
      assertEquals((await assertRejects(() => socket.receive(), StreamError)).fault, "closed");
      assertEquals(await socket.send(Uint8Array.of(1), LOOPBACK), false);
    }));

  Deno.test(`a ${adapter} datagram socket says why it cannot be opened`, () =>
    withSockets(adapter, async (open) => {
      const { address } = await open(LOOPBACK);
      const cases = [
        ["in_use", address],
        ["not_ours", { host: "192.0.2.1", port: 0 }],
        ["name_not_found", { host: "no such name", port: 0 }],
      ] as const;
      for (const [failure, local] of cases) {
        const error = await open(local).then(() => undefined, (error) => error);
        assertEquals(error.failure, failure);
      }
    }));
}

Deno.test("a node datagram socket keeps what nobody has asked for yet, in bounds", () =>
  withSockets("node", async (open) => {
    const [near, far, ear] = [await open(LOOPBACK), await open(LOOPBACK), await open(LOOPBACK)];
    for (let i = 0; i < 40; i++) {
      await near.send(testBytes(60_000), far.address);
      // What comes back has gone through the same loop of events.
      await near.send(Uint8Array.of(i), ear.address);
      await received(ear);
    }
    near.close();
    const last = await open(LOOPBACK);
    let kept = 0;
    await last.send(Uint8Array.of(1), far.address);
    while ((await received(far)).bytes.length === 60_000) {
      kept++;
      await last.send(Uint8Array.of(1), far.address);
    }
    assert(kept > 1 && kept < 10, `${kept} were kept`);
  }));

/** Opens with one of the adapters, and closes everything afterwards. */
async function withSockets(
  adapter: "deno" | "node",
  run: (open: OpenDatagramSocket) => Promise<void>,
): Promise<void> {
  using clock = new DenoClock();
  const turns = new DenoTurns();
  const open = adapter === "deno"
    ? datagramSockets({ buffers: new DatagramBuffers(), clock, turns })
    : openOverNode;
  const sockets: DatagramSocket[] = [];
  try {
    await run(async (local) => {
      const socket = await open(local);
      sockets.push(socket);
      return socket;
    });
  } finally {
    for (const socket of sockets) socket.close();
    turns.close();
  }
}

/** As the factory does where there is nothing else. */
async function openOverNode(local: Parameters<OpenDatagramSocket>[0]): Promise<DatagramSocket> {
  try {
    return await openDgramSocket(local);
  } catch (error) {
    throw listenErrorOf(error, local);
  }
}

function received(socket: DatagramSocket): ReturnType<DatagramSocket["receive"]> {
  return within(5000, "a datagram", socket.receive());
}
