import { assertEquals, assertRejects } from "@std/assert";
import { FakePacketConn } from "../../tests/support/fake_packets.ts";
import { StreamError } from "../net/stream_error.ts";
import { WatchedPacketConn } from "./watched_packet_conn.ts";

const PEER = { host: "192.0.2.1", port: 53 };

Deno.test("WatchedPacketConn says once that its way serves, when the first packet comes", async () => {
  const { watched, conn, told } = rig();
  for (const text of ["one", "two"]) {
    const received = watched.receive();
    conn.put(PEER, text);
    assertEquals(new TextDecoder().decode((await received).payload), text);
  }
  conn.breakWith(new StreamError("reset", "Broken"));
  await assertRejects(() => watched.receive(), StreamError, "Broken");
  assertEquals(told, ["succeeded"]);
});

Deno.test("WatchedPacketConn blames a way that breaks before a packet has come through it", async () => {
  const { watched, conn, told } = rig();
  const received = watched.receive();
  conn.breakWith(new StreamError("reset", "Broken"));
  await assertRejects(() => received, StreamError, "Broken");
  assertEquals(told, ["failed: The way for packets broke before one came through it"]);
});

Deno.test("WatchedPacketConn says nothing of a way that it is closed on, or that only is silent", async () => {
  const { watched, conn, told } = rig();
  const received = watched.receive();
  await watched.send({ peer: PEER, payload: new TextEncoder().encode("hello") });
  watched.close();
  await assertRejects(() => received, StreamError);
  assertEquals([conn.sent, conn.isClosed, told], [["192.0.2.1:53 hello"], true, []]);
});

function rig() {
  const conn = new FakePacketConn(() => {});
  const told: string[] = [];
  const watched = new WatchedPacketConn(conn, {
    succeeded: () => void told.push("succeeded"),
    failed: ({ message }) => void told.push(`failed: ${message}`),
  });
  return { watched, conn, told };
}
