import { assertEquals, assertMatch } from "@std/assert";
import { RecordingObserver } from "../../tests/support/recording_observer.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { ConnectionView } from "../net/relay_observer.ts";
import { EventOutbox } from "./event_outbox.ts";
import { RecordingAssociations } from "../../tests/support/recording_associations.ts";
import { type PlaneEvent, relate } from "./plane_event.ts";
import { SendingObserver } from "./sending_observer.ts";

const CONNECTION: ConnectionView = {
  id: 17,
  client: { host: "192.0.2.7", port: 4711 },
  user: "me",
  target: { host: "example.com", port: 443 },
  stage: "STREAM",
  bytesUp: 1,
  bytesDown: 2,
  durationMs: 3,
};

Deno.test("SendingObserver sends what happens within a moment as one message", async () => {
  const scene = new Scene();
  scene.observer.ended(CONNECTION, "finished", undefined);
  scene.observer.ended(CONNECTION, "reset", new Error("the wire broke"));
  assertEquals(scene.messages, []);
  await scene.clock.advance(100);
  assertEquals(scene.messages.map(({ length }) => length), [2]);
  assertEquals(scene.heard.outcomes, ["finished", "reset"]);
  assertEquals(scene.heard.endings[1]?.cause?.message, "the wire broke");
  await scene.clock.advance(100);
  assertEquals([scene.messages.length, scene.clock.pending], [1, 0]);
});

Deno.test("SendingObserver tells at once of whoever is distrusted, after what came before", () => {
  const scene = new Scene();
  scene.observer.ended(CONNECTION, "idle", undefined);
  scene.observer.distrusted(CONNECTION, "replayed");
  assertEquals(scene.messages.flat().map(({ kind }) => kind), ["ended", "distrusted"]);
  assertEquals(scene.heard.distrust, ["replayed"]);
  assertEquals(scene.clock.pending, 0);
});

Deno.test("SendingObserver does not let a batch grow without bound", () => {
  const scene = new Scene();
  for (let i = 0; i < 1000; i++) scene.observer.ended(CONNECTION, "finished", undefined);
  assertEquals(scene.messages.map(({ length }) => length), [256, 256, 256]);
  scene.outbox.flush();
  assertEquals(scene.heard.outcomes.length, 1000);
});

Deno.test("SendingObserver sends a copy, under an id that is unique in the process", () => {
  const scene = new Scene();
  const live = { ...CONNECTION };
  scene.observer.ended(live, "finished", undefined);
  live.bytesUp = 99;
  scene.outbox.flush();
  const { outcome: _, cause: __, ...view } = scene.heard.endings[0]!;
  assertEquals(view, { ...CONNECTION, id: "3.17" });
});

Deno.test("SendingObserver sends the stages only when somebody wants to know of them", () => {
  const [quiet, verbose] = [new Scene(), new Scene({ tellsStages: true })];
  for (const { observer, outbox } of [quiet, verbose]) {
    observer.entered(CONNECTION, "INIT");
    observer.entered(CONNECTION, "ADDR");
    outbox.flush();
  }
  assertEquals(quiet.messages, []);
  assertEquals(verbose.heard.stages, ["INIT", "ADDR"]);
});

Deno.test("SendingObserver counts the open connections where others can see it", () => {
  const { observer, open } = new Scene();
  for (let i = 0; i < 3; i++) {
    observer.entered(CONNECTION, "INIT");
    observer.entered(CONNECTION, "ADDR");
  }
  observer.ended(CONNECTION, "finished", undefined);
  assertEquals(open[0], 2);
});

Deno.test("SendingObserver sends the stack of a defect, and of nothing else", () => {
  const scene = new Scene();
  scene.observer.ended(CONNECTION, "defect", new Error("ours"));
  scene.observer.ended(CONNECTION, "reset", new Error("theirs"));
  scene.outbox.flush();
  assertMatch(scene.heard.endings[0]!.cause!.stack!, /^Error: ours\n.*sending_observer_test/);
  assertEquals(JSON.stringify(scene.messages[0]![1]).includes("sending_observer_test"), false);
});

Deno.test("SendingObserver tells that accepting failed", async () => {
  const scene = new Scene();
  scene.observer.acceptFailed(CONNECTION.client, new Error("no descriptors"), 50);
  await scene.clock.advance(100);
  const [{ listener, cause, retryMs } = assertNever()] = scene.heard.acceptFailures;
  assertEquals([listener, cause.message, retryMs], [CONNECTION.client, "no descriptors", 50]);
});

class Scene {
  readonly clock = new ManualClock();
  readonly messages: (readonly PlaneEvent[])[] = [];
  readonly heard = new RecordingObserver();
  readonly outbox: EventOutbox;
  readonly open = new Int32Array(new SharedArrayBuffer(4));
  readonly observer: SendingObserver;

  constructor({ tellsStages = false }: { readonly tellsStages?: boolean } = {}) {
    const { clock, open } = this;
    const observers = { observer: this.heard, associations: new RecordingAssociations() };
    const send = (events: readonly PlaneEvent[]) => {
      const received = structuredClone(events);
      this.messages.push(received);
      for (const event of received) relate(event, observers);
    };
    const outbox = this.outbox = new EventOutbox({ send, clock });
    this.observer = new SendingObserver({ outbox, worker: 3, tellsStages, open });
  }
}

function assertNever(): never {
  throw new Error("Nothing was told");
}
