import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeConnect } from "../../tests/support/fake_dialer.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import { DialError } from "../net/dial_failure.ts";
import { isIp } from "../net/ip_address.ts";
import type { ReportedStage } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { DirectDialer } from "./direct_dialer.ts";

class Scene {
  readonly network = new FakeConnect();
  readonly clock = new ManualClock();
  readonly stages: ReportedStage[] = [];
  readonly asked: string[] = [];
  readonly abort = new AbortController();
  answer: Promise<readonly string[]> = Promise.resolve([]);
  forbidden: readonly string[] = [];

  async dial(host: string): Promise<StreamConn> {
    const dialer = new DirectDialer({
      resolver: {
        resolve: (name) => {
          this.asked.push(name);
          return this.answer;
        },
      },
      mayReach: (ip) => !this.forbidden.includes(ip),
      connect: this.network.connect,
      clock: this.clock,
    });
    return await dialer.dial({ host, port: 443 }, {
      signal: this.abort.signal,
      progress: (stage) => this.stages.push(stage),
    });
  }
}

for (const literal of ["192.0.2.7", "2001:db8::7"]) {
  Deno.test(`DirectDialer.dial() connects to ${literal} without asking for its name`, async () => {
    const scene = new Scene();
    const dialed = scene.dial(literal);
    await turn();
    assertEquals(scene.network.attempts[0]!.address, { host: literal, port: 443 });
    assertEquals([scene.asked, scene.stages], [[], ["CONNECTING"]]);
    const { near } = watchedPipe();
    scene.network.attempts[0]!.succeed(near);
    assertStrictEquals(await dialed, near);
  });
}

Deno.test("DirectDialer.dial() resolves a name first and connects to its addresses in order", async () => {
  const scene = new Scene();
  scene.answer = Promise.resolve(["192.0.2.1", "2001:db8::1"]);
  const dialed = scene.dial("target.example");
  await turn();
  assertEquals([scene.asked, scene.stages], [["target.example"], ["DNS", "CONNECTING"]]);
  scene.network.attempts[0]!.fail("refused");
  await turn();
  assertEquals(scene.network.addresses, ["192.0.2.1", "2001:db8::1"]);
  const { near } = watchedPipe();
  scene.network.attempts[1]!.succeed(near);
  assertStrictEquals(await dialed, near);
  assertEquals(scene.clock.pending, 0);
});

// What looks like an address to another parser.
for (const name of ["127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "fe80::1%lo"]) {
  Deno.test(`DirectDialer.dial() hands "${name}" to the resolver and never to connect`, async () => {
    const scene = new Scene();
    scene.answer = Promise.resolve(["192.0.2.1"]);
    const dialed = scene.dial(name);
    await turn();
    assertEquals(scene.asked, [name]);
    assertEquals(scene.network.addresses.every(isIp), true);
    scene.network.attempts[0]!.fail("refused");
    await assertRejects(() => dialed, DialError);
  });
}

Deno.test("DirectDialer.dial() tries only the addresses that may be reached", async () => {
  const scene = new Scene();
  scene.answer = Promise.resolve(["127.0.0.1", "192.0.2.1", "10.0.0.1", "192.0.2.2"]);
  scene.forbidden = ["127.0.0.1", "10.0.0.1"];
  const dialed = scene.dial("rebinding.example");
  await turn();
  scene.network.attempts[0]!.fail("refused");
  await turn();
  scene.network.attempts[1]!.fail("host_unreachable");
  assertEquals((await assertRejects(() => dialed, DialError)).failure, "refused");
  assertEquals(scene.network.addresses, ["192.0.2.1", "192.0.2.2"]);
});

Deno.test('DirectDialer.dial() rejects with "denied" when no address of a name may be reached', async () => {
  const scene = new Scene();
  scene.answer = Promise.resolve(["127.0.0.1", "10.0.0.1"]);
  scene.forbidden = ["127.0.0.1", "10.0.0.1"];
  const error = await assertRejects(() => scene.dial("inside.example"), DialError);
  assertEquals([error.failure, scene.network.attempts.length], ["denied", 0]);
  assertEquals(scene.stages, ["DNS", "CONNECTING"]);
});

Deno.test('DirectDialer.dial() rejects with "denied" when a literal may not be reached', async () => {
  const scene = new Scene();
  scene.forbidden = ["127.0.0.1"];
  const error = await assertRejects(() => scene.dial("127.0.0.1"), DialError);
  assertEquals([error.failure, scene.network.attempts.length], ["denied", 0]);
});

Deno.test("DirectDialer.dial() rejects with the resolver's failure", async () => {
  const scene = new Scene();
  const cause = new DialError("name_not_found", "Cannot resolve");
  scene.answer = Promise.reject(cause);
  assertStrictEquals(await assertRejects(() => scene.dial("nowhere.example"), DialError), cause);
  assertEquals(scene.network.attempts, []);
});

Deno.test("DirectDialer.dial() gives the connecting up when it is aborted", async () => {
  const scene = new Scene();
  const dialed = scene.dial("192.0.2.1");
  await turn();
  const reason = new DialError("timed_out", "Cannot connect: no answer in time");
  scene.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => dialed, DialError), reason);
  assertEquals(scene.clock.pending, 0);
});
