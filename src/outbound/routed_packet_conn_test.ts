import { assertEquals } from "@std/assert";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { FakePacketDialer } from "../../tests/support/fake_packets.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import type { HostPort } from "../net/address.ts";
import { DialError } from "../net/dial_failure.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import { StreamError } from "../net/stream_error.ts";
import { BLOCKED_OUTLET } from "./blocked_outlet.ts";
import type { Outlet } from "./outlet.ts";
import { RoutedPacketConn } from "./routed_packet_conn.ts";

const HOME = { host: "home.test", port: 53 };
const FAR = { host: "far.test", port: 53 };

Deno.test("RoutedPacketConn sends each packet by its target's outlet, which is opened once", async () => {
  const { conn, home, far } = rig();
  for (const text of ["1", "2"]) {
    await send(conn, HOME, text);
    await send(conn, FAR, text);
    await settle();
  }
  await send(conn, { ...HOME, port: 54 }, "3");
  await settle();
  assertEquals(home.conns.map(({ sent }) => sent), [[
    "home.test:53 1",
    "home.test:53 2",
    "home.test:54 3",
  ]]);
  assertEquals(far.conns.map(({ sent }) => sent), [["far.test:53 1", "far.test:53 2"]]);
  conn.close();
});

Deno.test("RoutedPacketConn receives from all its outlets", async () => {
  const { conn, home, far } = rig();
  await send(conn, HOME, "?");
  await send(conn, FAR, "?");
  await settle();
  home.conns[0]!.put(HOME, "near");
  assertEquals(new TextDecoder().decode((await conn.receive()).payload), "near");
  far.conns[0]!.put(FAR, "far");
  assertEquals(new TextDecoder().decode((await conn.receive()).payload), "far");
  conn.close();
});

Deno.test("RoutedPacketConn holds up nothing while a choice is made, and sends what waited in order", async () => {
  const choice = Promise.withResolvers<Outlet>();
  const { conn, home, far } = rig((target, outlets) =>
    target.host === FAR.host ? choice.promise : outlets.home
  );
  await send(conn, FAR, "1");
  await send(conn, FAR, "2");
  await send(conn, HOME, "now");
  await settle();
  assertEquals(home.conns[0]?.sent, ["home.test:53 now"]);
  assertEquals(far.conns, []);
  choice.resolve(outletOf(far));
  await settle();
  assertEquals(far.conns[0]?.sent, ["far.test:53 1", "far.test:53 2"]);
  conn.close();
});

Deno.test("RoutedPacketConn tells of packets that no outlet takes, and asks again with the next", async () => {
  const { conn, home, drops } = rig();
  home.failure = new DialError("other", "No socket");
  await send(conn, HOME, "lost");
  await settle();
  assertEquals(drops, ["unsendable"]);
  home.failure = undefined;
  await send(conn, HOME, "sent");
  await settle();
  assertEquals(home.conns[0]?.sent, ["home.test:53 sent"]);
  conn.close();
});

Deno.test("RoutedPacketConn opens an end anew that has broken, and leaves the others alone", async () => {
  const { conn, home, far } = rig();
  await send(conn, HOME, "1");
  await send(conn, FAR, "1");
  await settle();
  home.conns[0]!.breakWith(new StreamError("reset", "Broken"));
  await settle();
  assertEquals(home.conns[0]!.isClosed, true);
  await send(conn, HOME, "2");
  await send(conn, FAR, "2");
  await settle();
  assertEquals(home.conns.map(({ sent }) => sent), [["home.test:53 1"], ["home.test:53 2"]]);
  assertEquals(far.conns.length, 1);
  conn.close();
});

Deno.test("RoutedPacketConn sends nothing to an end that breaks while another target is about to take it", async () => {
  for (let microtasks = 0; microtasks < 8; microtasks++) {
    const gate = Promise.withResolvers<void>();
    const { conn, home } = rig(({ port }, outlets) =>
      port === 54 ? gate.promise.then(() => outlets.home) : outlets.home
    );
    await send(conn, HOME, "1");
    await send(conn, { ...HOME, port: 54 }, "2");
    await settle();
    gate.resolve();
    for (let i = 0; i < microtasks; i++) await Promise.resolve();
    home.conns[0]!.breakWith(new StreamError("reset", "Broken"));
    await settle();
    await send(conn, { ...HOME, port: 54 }, "3");
    await settle();
    assertEquals(home.conns.length, 2, `after ${microtasks}`);
    assertEquals(home.conns[1]!.sent.at(-1), "home.test:54 3");
    conn.close();
  }
});

Deno.test("RoutedPacketConn forgets the eldest target alone when another is resolved", async () => {
  const asked: string[] = [];
  const { conn } = rig(({ host, port }, outlets) => {
    asked.push(`${host}:${port}`);
    return outlets.home;
  });
  for (let round = 0; round < 2; round++) {
    for (let port = 1; port <= 64; port++) {
      await send(conn, { ...HOME, port }, "?");
      await turn();
    }
    assertEquals(asked.length, 64);
  }
  conn.close();
});

Deno.test("RoutedPacketConn loses what a rule blocks, and says so", async () => {
  const { conn, drops } = rig(() => BLOCKED_OUTLET);
  await send(conn, HOME, "1");
  await settle();
  assertEquals(drops, ["denied"]);
  assertEquals(await send(conn, HOME, "2"), "denied");
  conn.close();
});

Deno.test("RoutedPacketConn closes all its ends, also one that opens later", async () => {
  const gate = Promise.withResolvers<void>();
  const { conn, home, far } = rig();
  far.holdUntil(gate.promise);
  await send(conn, HOME, "1");
  await send(conn, FAR, "1");
  await settle();
  conn.close();
  gate.resolve();
  await settle();
  assertEquals([home, far].map(({ conns }) => conns[0]?.isClosed), [true, true]);
});

Deno.test("RoutedPacketConn keeps no more waiting than a backlog holds", async () => {
  const { conn } = rig(() => new Promise<Outlet>(() => {}));
  const drops = [];
  for (let i = 0; i < 20; i++) drops.push(await send(conn, FAR, `${i}`));
  assertEquals(drops.filter((drop) => drop === "over_limit").length, 4);
  conn.close();
});

type Choose = (
  target: HostPort,
  outlets: { readonly home: Outlet; readonly far: Outlet },
) => MaybePromise<Outlet>;

function rig(
  choose: Choose = ({ host }, outlets) => host === HOME.host ? outlets.home : outlets.far,
) {
  const [home, far] = [new FakePacketDialer(), new FakePacketDialer()];
  const outlets = { home: outletOf(home), far: outletOf(far) };
  const drops: PacketDrop[] = [];
  const conn = new RoutedPacketConn({ choose: (target) => choose(target, outlets) }, {
    client: "192.0.2.9",
    dropped: (drop) => drops.push(drop),
  });
  return { conn, home, far, drops };
}

function outletOf(packetDialer: FakePacketDialer): Outlet {
  return { dialer: new FakeDialer(), packetDialer };
}

function send(conn: RoutedPacketConn, peer: HostPort, text: string) {
  return conn.send({ peer, payload: new TextEncoder().encode(text) });
}
