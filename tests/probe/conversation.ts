// Connections as Deno.connect cannot make them: from another address of loopback, and with an end by RST.

import { connect, type Socket } from "node:net";
import { concatBytes } from "../../src/net/bytes.ts";

/** Linux takes all of 127.0.0.0/8 for its own. */
const ELSEWHERE = Deno.build.os === "linux" ? "127.0.0.2" : "127.0.0.1";

/** Says `bytes` to a port of 127.0.0.1, from elsewhere, with FIN, and returns all that is answered. */
export async function converse(port: number, bytes: Uint8Array): Promise<Uint8Array> {
  const socket = connect({ host: "127.0.0.1", port, localAddress: ELSEWHERE });
  const parts: Uint8Array[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on("data", (part: Uint8Array) => parts.push(Uint8Array.from(part)));
  socket.on("close", () => resolve());
  socket.on("error", reject);
  socket.end(bytes);
  await promise;
  return concatBytes(...parts);
}

/** A connection that has said `bytes`. */
export function openConversation(port: number, bytes: Uint8Array): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host: "127.0.0.1", port });
  socket.on("error", reject);
  socket.on("connect", () => socket.write(bytes, () => resolve(socket)));
  return promise;
}

/** Ends it by RST, and nothing else. */
export function reset(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on("close", () => resolve());
  socket.resetAndDestroy();
  return promise;
}
