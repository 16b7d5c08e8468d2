import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeListener } from "../../tests/support/fake_listener.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import { AdmittingListener } from "./admitting_listener.ts";
import type { StreamConn } from "./stream_conn.ts";

Deno.test("AdmittingListener hands out those who may come in, and closes the others unread", async () => {
  const inner = new FakeListener();
  const listener = new AdmittingListener(inner, (ip) => ip !== "192.0.2.66");
  const accepting = listener.accept();
  const [stranger, guest] = [connFrom("192.0.2.66"), connFrom("192.0.2.1")];
  inner.offer(stranger.conn);
  await settle();
  inner.offer(guest.conn);
  assertStrictEquals(await accepting, guest.conn);
  assertEquals([stranger.calls, guest.calls], [["close"], []]);
});

Deno.test("AdmittingListener ends as its listener does", async () => {
  const inner = new FakeListener();
  const listener = new AdmittingListener(inner, () => true);
  const accepting = listener.accept();
  listener.close();
  await assertRejects(() => accepting, Error, "closed");
  assertEquals(listener.address, inner.address);
});

function connFrom(host: string) {
  const calls: string[] = [];
  const call = (name: string) => () => {
    calls.push(name);
    return Promise.reject(new Error("Not asked for"));
  };
  const conn: StreamConn = {
    localAddress: { host: "127.0.0.1", port: 1 },
    remoteAddress: { host, port: 50_000 },
    read: call("read"),
    write: call("write"),
    closeWrite: call("closeWrite"),
    close: () => void calls.push("close"),
  };
  return { conn, calls };
}
