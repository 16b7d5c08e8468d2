import { assertEquals, assertStrictEquals } from "@std/assert";
import { FakeDnsLink } from "../../tests/support/fake_dns_link.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { NameServer } from "../net/name_server.ts";
import type { AddressSource } from "./finding.ts";
import { parseResolvConf } from "./resolv_conf.ts";
import { ResolverCounters } from "./resolver_counters.ts";
import { SystemServices } from "./system_services.ts";
import { WatchedFile } from "./watched_file.ts";

const FALLBACK: AddressSource = { find: () => Promise.reject(new Error("not asked")) };

class Scene {
  readonly clock = new ManualClock();
  readonly linked: NameServer[] = [];
  readonly links: FakeDnsLink[] = [];
  text = "";
  readonly services = new SystemServices({
    clock: this.clock,
    counters: new ResolverCounters(),
    fallback: FALLBACK,
    conf: new WatchedFile({ stamp: () => this.text, read: () => this.text }, {
      clock: this.clock,
      parse: parseResolvConf,
    }),
    linkTo: (server) => {
      this.linked.push(server);
      const link = new FakeDnsLink();
      this.links.push(link);
      return link;
    },
  });

  constructor(text: string) {
    this.text = text;
  }
}

Deno.test("SystemServices.current() asks the servers of resolv.conf, with its search list", async () => {
  const scene = new Scene(
    "nameserver 192.0.2.1\nnameserver 2001:db8::1\nsearch example\noptions ndots:2",
  );
  const { source, search, ndots } = scene.services.current();
  assertEquals([search, ndots], [["example"], 2]);
  assertEquals(
    scene.linked,
    ["192.0.2.1", "2001:db8::1"].map((host) => (
      { kind: "udp", address: { host, port: 53 } }
    )),
  );
  const patience = new AbortController();
  source.find("target.example", "A", patience.signal).catch(() => {});
  assertEquals(scene.links[0]!.asked, ["A target.example"]);
  await scene.clock.advance(1500);
  assertEquals(scene.links[1]!.asked, ["A target.example"], "5 s are too long for each");
  patience.abort();
});

Deno.test("SystemServices.current() is the fallback when no server is known", () => {
  for (const text of ["", "search example", "nameserver none"]) {
    assertStrictEquals(new Scene(text).services.current().source, FALLBACK);
  }
});

Deno.test("SystemServices.current() follows the file when it changes, and lets go of the old servers", async () => {
  const scene = new Scene("nameserver 192.0.2.1");
  const before = scene.services.current();
  assertStrictEquals(scene.services.current(), before);
  scene.text = "nameserver 192.0.2.2";
  await scene.clock.advance(5000);
  assertEquals(scene.services.current() === before, false);
  assertEquals(scene.links.map(({ isClosed }) => isClosed), [true, false]);
  scene.text = "";
  await scene.clock.advance(5000);
  assertStrictEquals(scene.services.current().source, FALLBACK);
  assertEquals(scene.links.map(({ isClosed }) => isClosed), [true, true]);
});

Deno.test("SystemServices.close() closes what is open", () => {
  const scene = new Scene("nameserver 192.0.2.1");
  scene.services.current();
  scene.services.close();
  assertEquals(scene.links.map(({ isClosed }) => isClosed), [true]);
});
