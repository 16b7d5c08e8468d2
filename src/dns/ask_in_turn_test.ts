import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { a } from "../../tests/support/dns_packets.ts";
import { FakeDnsLink } from "../../tests/support/fake_dns_link.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import { DNS_CLASS_IN, DNS_TYPE, type DnsMessage } from "../codec/dns_message.ts";
import { askInTurn } from "./ask_in_turn.ts";

const NAME = "target.example";
const QUERY = { question: { name: NAME, type: DNS_TYPE.A, class: DNS_CLASS_IN } };

class Scene {
  readonly clock = new ManualClock();
  readonly links = [new FakeDnsLink(), new FakeDnsLink(), new FakeDnsLink()] as const;
  readonly abort = new AbortController();
  readonly answer: Promise<DnsMessage> = askInTurn(
    this.links,
    (link, options) => link.ask(QUERY, options),
    { clock: this.clock, signal: this.abort.signal, patienceMs: 1000 },
  );

  constructor() {
    // It may fail before a test looks.
    this.answer.catch(() => {});
  }

  /** How many questions each has been asked. */
  get asked(): readonly number[] {
    return this.links.map(({ questions }) => questions.length);
  }

  /** The address in the answer; nothing is under way afterwards. */
  async won(): Promise<string> {
    const { bytes } = await this.answer;
    this.assertAtRest();
    return bytes.slice(-4).join(".");
  }

  assertAtRest(): void {
    assertEquals(this.clock.pending, 0);
    for (const { questions } of this.links) {
      for (const question of questions) assertEquals(question.isOver, true);
    }
  }
}

const reply = (address: string) => ({ answers: [a(NAME, address)] });

Deno.test("askInTurn() asks only the first one when that answers in time", async () => {
  const scene = new Scene();
  await scene.clock.advance(999);
  assertEquals(scene.asked, [1, 0, 0]);
  await scene.links[0].last.reply(reply("192.0.2.1"));
  assertEquals(await scene.won(), "192.0.2.1");
});

Deno.test("askInTurn() asks the next one as well when one takes long, and takes whichever answers", async () => {
  for (const winner of [0, 1] as const) {
    const scene = new Scene();
    await scene.clock.advance(1000);
    assertEquals(scene.asked, [1, 1, 0]);
    await scene.links[winner].last.reply(reply(`192.0.2.${winner}`));
    assertEquals(await scene.won(), `192.0.2.${winner}`);
  }
});

Deno.test("askInTurn() asks the next one at once when one fails, and gives that one its time", async () => {
  const scene = new Scene();
  await scene.clock.advance(900);
  await scene.links[0].last.fail(new Error("no"));
  assertEquals(scene.asked, [1, 1, 0]);
  await scene.clock.advance(999);
  assertEquals(scene.asked, [1, 1, 0]);
  await scene.clock.advance(1);
  assertEquals(scene.asked, [1, 1, 1]);
  await scene.links[1].last.reply(reply("192.0.2.2"));
  assertEquals(await scene.won(), "192.0.2.2");
});

Deno.test("askInTurn() asks the next one at once when one is in doubt, and goes on listening to it", async () => {
  const scene = new Scene();
  scene.links[0].last.options.doubted();
  scene.links[0].last.options.doubted();
  assertEquals(scene.asked, [1, 1, 0], "doubt about one is no reason to ask two others");
  await scene.links[0].last.reply(reply("192.0.2.1"));
  assertEquals(await scene.won(), "192.0.2.1");
});

Deno.test("askInTurn() rejects when all have failed", async () => {
  const scene = new Scene();
  for (const link of scene.links) await link.last.fail(new Error("no"));
  await assertRejects(() => scene.answer, Error, "no");
  scene.assertAtRest();
});

Deno.test("askInTurn() waits for one that is still under way when the last one fails", async () => {
  const scene = new Scene();
  await scene.clock.advance(2000);
  assertEquals(scene.asked, [1, 1, 1]);
  await scene.links[2].last.fail(new Error("no"));
  await scene.links[0].last.fail(new Error("no"));
  await scene.links[1].last.reply(reply("192.0.2.2"));
  assertEquals(await scene.won(), "192.0.2.2");
});

Deno.test("askInTurn() gives everything up when it is aborted", async () => {
  const scene = new Scene();
  await scene.clock.advance(1000);
  const reason = new Error("gave up");
  scene.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => scene.answer, Error), reason);
  await turn();
  scene.assertAtRest();
  assertEquals(scene.asked, [1, 1, 0]);
});
