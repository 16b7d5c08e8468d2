import { assertEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { RecordingAssociations } from "../../tests/support/recording_associations.ts";
import { RecordingObserver } from "../../tests/support/recording_observer.ts";
import type { AssociationView } from "../net/association_observer.ts";
import { EventOutbox } from "./event_outbox.ts";
import { type PlaneEvent, relate } from "./plane_event.ts";
import { SendingAssociations } from "./sending_associations.ts";

const ASSOCIATION: AssociationView = {
  id: 3,
  client: { host: "203.0.113.5", port: 51234 },
  user: "me",
  target: { host: "198.51.100.53", port: 53 },
  packetsUp: 2,
  packetsDown: 1,
  bytesUp: 80,
  bytesDown: 120,
  durationMs: 17_000,
};

Deno.test("SendingAssociations tells the other isolate all, under an id that is unique in the process", async () => {
  const { sending, heard, clock } = scene();
  sending.opened(ASSOCIATION);
  sending.ended(ASSOCIATION, "failed", new Error("no such server"));
  sending.failed(ASSOCIATION.client, new TypeError("ours"));
  await clock.advance(100);
  assertEquals(heard.openings, [{ ...ASSOCIATION, id: "5.3" }]);
  const [{ end, cause } = never()] = heard.endings;
  assertEquals([end, cause?.message], ["failed", "no such server"]);
  assertEquals(heard.failures.map(({ message }) => message), ["ours"]);
});

Deno.test("SendingAssociations tells of a flood of dropped packets once a second", async () => {
  const { sending, heard, clock, messages } = scene();
  for (let i = 0; i < 500; i++) sending.dropped("unauthentic", 1);
  sending.dropped("denied", 2);
  await clock.advance(1_100);
  assertEquals(messages.length, 1);
  assertEquals(heard.drops.filter((drop) => drop === "unauthentic").length, 500);
  assertEquals(heard.drops.filter((drop) => drop === "denied").length, 2);
  await clock.advance(10_000);
  assertEquals([messages.length, clock.pending], [1, 0]);
});

function scene() {
  const clock = new ManualClock();
  const heard = new RecordingAssociations();
  const messages: (readonly PlaneEvent[])[] = [];
  const observers = { observer: new RecordingObserver(), associations: heard };
  const send = (events: readonly PlaneEvent[]) => {
    const received = structuredClone(events);
    messages.push(received);
    for (const event of received) relate(event, observers);
  };
  const outbox = new EventOutbox({ send, clock });
  return { clock, heard, messages, sending: new SendingAssociations({ outbox, clock, worker: 5 }) };
}

function never(): never {
  throw new Error("Nothing was told");
}
