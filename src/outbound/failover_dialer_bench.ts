// What does it cost a connection to have ten upstreams to choose from, all of them up, by the way of choosing? A whole
// connection through this program costs some hundred microseconds.

import { assertEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { MirrorConn } from "../../tests/support/mirror_conn.ts";
import { UpstreamDiary } from "../../tests/support/upstream_diary.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import { FailoverDialer } from "./failover_dialer.ts";
import { bySource, byTarget, HashPicker } from "./hash_picker.ts";
import { LatchedPicker } from "./latched_picker.ts";
import { LatencyPicker } from "./latency_picker.ts";
import { OrderedPicker } from "./ordered_picker.ts";
import type { Picker } from "./picker.ts";
import { StrictPicker } from "./strict_picker.ts";
import { TimedDialer } from "./timed_dialer.ts";
import { UpstreamState } from "./upstream_state.ts";

const TARGET = { host: "www.example.com", port: 443 };
const OPTIONS: DialOptions = {
  signal: new AbortController().signal,
  source: "192.0.2.7",
  progress: () => {},
};

const clock = new ManualClock();
const observer = new UpstreamDiary();
const conn = new MirrorConn(1);
const bare: StreamDialer = { dial: () => Promise.resolve(conn) };

function over(count: number, picker: Picker): FailoverDialer {
  const ways = Array.from({ length: count }, (_, i) => ({
    name: `upstream-${i}`,
    dialer: bare,
    packetDialer: undefined,
    weights: { streams: 1, packets: 1 },
    state: new UpstreamState({
      name: `upstream-${i}`,
      failThreshold: 2,
      retryMs: 300_000,
      clock,
      observer,
    }),
  }));
  const limits = { attempts: 4, attemptsPerUpstream: 1, connectMs: 3000, handshakeMs: 30_000 };
  return new FailoverDialer({ ways, picker, limits, direct: undefined, clock, observer });
}

const DIALERS: Readonly<Record<string, StreamDialer>> = {
  "one, ordered": over(1, new OrderedPicker()),
  "ten, ordered": over(10, new OrderedPicker()),
  "ten, strict": over(10, new StrictPicker()),
  "ten, latched": over(10, new LatchedPicker()),
  "ten, client_hash": over(10, new HashPicker(bySource)),
  "ten, consistent_hash": over(10, new HashPicker(byTarget)),
  "ten, latency": over(10, new LatencyPicker({ score: (name) => name.length })),
  "connect time-out": new TimedDialer({ dialer: bare, limitMs: 3000, clock }),
};

// A connection that is opened and closed.
Deno.bench("bare dialer", { group: "dial", baseline: true }, async () => {
  (await bare.dial(TARGET, OPTIONS)).close();
});

for (const [name, dialer] of Object.entries(DIALERS)) {
  const dialed = await dialer.dial(TARGET, OPTIONS);
  assertEquals(await dialed.read(), new Uint8Array());
  Deno.bench(name, { group: "dial" }, async () => {
    (await dialer.dial(TARGET, OPTIONS)).close();
  });
}

// And what does it cost to read and write through a connection that may still be moved on, or no longer can be?
const chosen = await DIALERS["ten, ordered"]!.dial(TARGET, OPTIONS);
const byte = new Uint8Array(1);
await chosen.write(byte);
await chosen.read();

Deno.bench("bare", { group: "a byte there and back", baseline: true }, async () => {
  await conn.write(byte);
  await conn.read();
});

Deno.bench("committed", { group: "a byte there and back" }, async () => {
  await chosen.write(byte);
  await chosen.read();
});

Deno.bench("dialed anew", { group: "a byte there and back" }, async () => {
  const dialed = await DIALERS["ten, ordered"]!.dial(TARGET, OPTIONS);
  await dialed.write(byte);
  await dialed.read();
});
