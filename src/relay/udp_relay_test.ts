import { assertEquals } from "@std/assert";
import { FakePacketDialer, FakePacketInbound } from "../../tests/support/fake_packets.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { RecordingAssociations } from "../../tests/support/recording_associations.ts";
import { DialError } from "../net/dial_failure.ts";
import { UdpRelay } from "./udp_relay.ts";

const CLIENT = { host: "192.0.2.1", port: 1111 };
const OTHER = { host: "192.0.2.2", port: 2222 };
const TARGET = { host: "198.51.100.1", port: 5000 };
const SECOND = { host: "198.51.100.2", port: 6000 };
const DNS = { host: "198.51.100.53", port: 53 };

Deno.test("UdpRelay carries a client's packets to any target, and back with their true source", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, TARGET, "one");
  scene.inbound.put(CLIENT, SECOND, "two");
  await settle();
  assertEquals(scene.sent, [["198.51.100.1:5000 one", "198.51.100.2:6000 two"]]);
  scene.conn().put(SECOND, "back");
  scene.conn().put({ host: "203.0.113.9", port: 9 }, "from elsewhere");
  await settle();
  assertEquals(scene.inbound.replies, [
    "192.0.2.1:1111<198.51.100.2:6000 back",
    "192.0.2.1:1111<203.0.113.9:9 from elsewhere",
  ]);
  await scene.close();
});

Deno.test("UdpRelay keeps clients apart", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, TARGET, "of one");
  scene.inbound.put(OTHER, TARGET, "of the other");
  await settle();
  assertEquals(scene.sent, [["198.51.100.1:5000 of one"], ["198.51.100.1:5000 of the other"]]);
  scene.conn(1).put(TARGET, "for the other");
  await settle();
  assertEquals(scene.inbound.replies, ["192.0.2.2:2222<198.51.100.1:5000 for the other"]);
  await scene.close();
});

Deno.test("UdpRelay opens for the user, or for the address where there is none", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, TARGET, "one", "alice");
  scene.inbound.put(OTHER, TARGET, "two");
  await settle();
  assertEquals(scene.dialer.parties, ["user alice", OTHER.host]);
  await scene.close();
  assertEquals(scene.heard.endings.map(({ user }) => user), ["alice", undefined]);
});

Deno.test("UdpRelay keeps packets in order while the way out is being opened, as copies", async () => {
  const scene = new Scene();
  const gate = Promise.withResolvers<void>();
  scene.dialer.holdUntil(gate.promise);
  for (let i = 0; i < 20; i++) scene.inbound.put(CLIENT, TARGET, `packet ${i}`);
  await settle();
  gate.resolve();
  await settle();
  assertEquals(scene.sent[0]!.length, 16);
  assertEquals(scene.sent[0]!.at(-1), "198.51.100.1:5000 packet 15");
  assertEquals(scene.heard.drops, Array(4).fill("over_limit"));
  await scene.close();
});

Deno.test("UdpRelay ends an association on which nothing moves, and the next packet opens another", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, TARGET, "one");
  await settle();
  await scene.clock.advance(29_000);
  scene.conn().put(TARGET, "alive");
  await settle();
  await scene.clock.advance(29_000);
  assertEquals(scene.heard.ends, []);
  await scene.clock.advance(2_000);
  assertEquals(scene.heard.ends, ["idle"]);
  assertEquals([scene.conn().isClosed, scene.inbound.forgotten], [true, ["192.0.2.1:1111"]]);
  const [{ packetsUp, packetsDown, bytesUp, bytesDown, target } = never()] = scene.heard.endings;
  assertEquals([packetsUp, packetsDown, bytesUp, bytesDown, target], [1, 1, 3, 5, TARGET]);
  scene.inbound.put(CLIENT, TARGET, "again");
  await settle();
  assertEquals(scene.sent, [["198.51.100.1:5000 one"], ["198.51.100.1:5000 again"]]);
  assertEquals(scene.heard.openings.map(({ id }) => id), [1, 2]);
  await scene.close();
});

Deno.test("UdpRelay gives an association that begins after a long rest its whole time", async () => {
  const scene = new Scene();
  await scene.clock.advance(360_000);
  scene.inbound.put(CLIENT, TARGET, "one");
  await settle();
  await scene.clock.advance(20_000);
  assertEquals(scene.heard.ends, []);
  await scene.close();
});

Deno.test("UdpRelay ends an association after the answer to its one DNS query", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, DNS, "query");
  await settle();
  scene.conn().put(DNS, "answer");
  await settle();
  assertEquals(scene.inbound.replies, ["192.0.2.1:1111<198.51.100.53:53 answer"]);
  assertEquals([scene.heard.ends, scene.conn().isClosed], [["answered"], true]);
  await scene.close();
});

Deno.test("UdpRelay waits 17 s where several DNS queries were sent, and nothing else", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, DNS, "query A");
  scene.inbound.put(CLIENT, DNS, "query AAAA");
  await settle();
  scene.conn().put(DNS, "answer A");
  await settle();
  await scene.clock.advance(16_000);
  assertEquals(scene.heard.ends, []);
  await scene.clock.advance(2_000);
  assertEquals(scene.heard.ends, ["idle"]);
  await scene.close();
});

Deno.test("UdpRelay waits its whole time once something else than DNS was sent", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, DNS, "query");
  scene.inbound.put(CLIENT, TARGET, "game");
  await settle();
  scene.conn().put(DNS, "answer");
  await settle();
  await scene.clock.advance(20_000);
  assertEquals(scene.heard.ends, []);
  await scene.close();
});

Deno.test("UdpRelay at its limit ends the association that has rested the longest", async () => {
  const scene = new Scene({ max: 2, maxPerOwner: 2 });
  scene.inbound.put(CLIENT, TARGET, "first");
  scene.inbound.put(OTHER, TARGET, "second");
  scene.inbound.put(CLIENT, TARGET, "first again");
  scene.inbound.put({ host: "192.0.2.3", port: 3 }, TARGET, "third");
  await settle();
  assertEquals(scene.heard.endings.map(({ client, end }) => [client, end]), [[OTHER, "evicted"]]);
  assertEquals(scene.relay.associations, 2);
  await scene.close();
});

Deno.test("UdpRelay keeps a client's association while another sends from 10,000 ports", async () => {
  const scene = new Scene({ max: 64, maxPerOwner: 16 });
  scene.inbound.put(OTHER, TARGET, "the bystander's");
  for (let port = 1; port <= 10_000; port++) {
    scene.inbound.put({ host: CLIENT.host, port }, TARGET, "one of many");
  }
  await settle();
  assertEquals(scene.heard.ends, Array(10_000 - 16).fill("evicted"));
  assertEquals(scene.heard.endings.filter(({ client }) => client.host === OTHER.host), []);
  assertEquals(scene.relay.associations, 17);
  await scene.close();
});

Deno.test("UdpRelay takes all addresses of one IPv6 network for one client", async () => {
  const scene = new Scene({ max: 64, maxPerOwner: 2 });
  const hosts = ["2001:db8::1", "2001:db8::2", "2001:db8::3"];
  for (const host of hosts) scene.inbound.put({ host, port: 1 }, TARGET, "hello");
  await settle();
  assertEquals(scene.heard.endings.map(({ client, end }) => [client.host, end]), [
    ["2001:db8::1", "evicted"],
  ]);
  await scene.close();
});

Deno.test("UdpRelay tells when the way out cannot be opened, and tries again at the next packet", async () => {
  const scene = new Scene();
  scene.dialer.failure = new DialError("name_not_found", "no such server");
  scene.inbound.put(CLIENT, TARGET, "lost");
  await settle();
  assertEquals(scene.heard.endings.map(({ end, cause }) => [end, cause?.message]), [
    ["failed", "no such server"],
  ]);
  scene.dialer.failure = undefined;
  scene.inbound.put(CLIENT, TARGET, "carried");
  await settle();
  assertEquals(scene.sent, [["198.51.100.1:5000 carried"]]);
  await scene.close();
});

Deno.test("UdpRelay ends an association whose way out breaks, and no other", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, TARGET, "one");
  scene.inbound.put(OTHER, TARGET, "two");
  await settle();
  scene.conn().breakWith(new Error("the socket broke"));
  await settle();
  assertEquals(scene.heard.ends, ["failed"]);
  scene.inbound.put(OTHER, TARGET, "three");
  await settle();
  assertEquals(scene.sent[1], ["198.51.100.1:5000 two", "198.51.100.1:5000 three"]);
  await scene.close();
});

Deno.test("UdpRelay counts what the way out loses, at once or later", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, TARGET, "one");
  await settle();
  scene.conn().drop = "denied";
  scene.inbound.put(CLIENT, TARGET, "two");
  await settle();
  scene.conn().dropped("unresolved");
  assertEquals(scene.heard.drops, ["denied", "unresolved"]);
  await scene.close();
});

Deno.test("UdpRelay releases the associations of an inbound that is closed", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, TARGET, "one");
  await settle();
  scene.inbound.close();
  await scene.served;
  assertEquals([scene.heard.ends, scene.conn().isClosed], [["released"], true]);
  assertEquals(scene.heard.failures, []);
  await scene.close();
});

Deno.test("UdpRelay tells of a defect in an inbound, and closes it", async () => {
  const scene = new Scene();
  scene.inbound.breakWith(new TypeError("ours"));
  await scene.served;
  assertEquals([scene.heard.failures.map(({ message }) => message), scene.inbound.isClosed], [
    ["ours"],
    true,
  ]);
  await scene.close();
});

Deno.test("UdpRelay.close() ends everything, also what is still being opened", async () => {
  const scene = new Scene();
  scene.inbound.put(CLIENT, TARGET, "one");
  await settle();
  const gate = Promise.withResolvers<void>();
  scene.dialer.holdUntil(gate.promise);
  scene.inbound.put(OTHER, TARGET, "two");
  await settle();
  const closed = scene.relay.close();
  gate.resolve();
  await closed;
  await scene.served;
  assertEquals(scene.heard.ends, ["stopped", "stopped"]);
  assertEquals(scene.dialer.conns.map(({ isClosed }) => isClosed), [true, true]);
  const late = new FakePacketInbound();
  await scene.relay.serve(late, scene.dialer);
  assertEquals(late.isClosed, true);
});

class Scene {
  readonly clock = new ManualClock();
  readonly heard = new RecordingAssociations();
  readonly inbound = new FakePacketInbound();
  readonly dialer = new FakePacketDialer();
  readonly relay: UdpRelay;
  readonly served: Promise<void>;

  constructor(limits = { max: 100, maxPerOwner: 100 }) {
    const { clock, heard } = this;
    const timeouts = { idleMs: 30_000, dnsIdleMs: 17_000 };
    this.relay = new UdpRelay({ clock, observer: heard, timeouts, limits });
    this.served = this.relay.serve(this.inbound, this.dialer);
  }

  get sent(): readonly (readonly string[])[] {
    return this.dialer.conns.map(({ sent }) => sent);
  }

  conn(index = 0) {
    return this.dialer.conns[index]!;
  }

  close(): Promise<void> {
    return this.relay.close();
  }
}

function never(): never {
  throw new Error("Nothing was told");
}
