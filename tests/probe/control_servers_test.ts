// The suite would be worth nothing if it passed everybody: servers with one mistake each, which must not pass, each at
// the gate that is there for it, and one without.

import { assert, assertEquals } from "@std/assert";
import {
  closesOnFirstDoubt,
  ControlServer,
  leavesBytesUnread,
  type Manner,
  staysSilent,
  waitsAtRandom,
} from "./control_servers.ts";
import { FAMILIES } from "./families.ts";
import { type Gate, judge } from "./gates.ts";
import { Noise } from "./noise.ts";
import { Prober } from "./prober.ts";
import type { Material } from "./row.ts";
import { Sniffer } from "./sniffer.ts";
import { Stalls } from "./stalls.ts";
import { STRANGERS } from "./strangers.ts";
import { findThreshold } from "./threshold.ts";
import { shotsOf, volley } from "./volley.ts";

const DEADLINE_MS = 500;
/** For a search, which waits for the deadline again and again. */
const SHORT_DEADLINE_MS = 150;
const PATIENCE_MS = 5000;
const NOWHERE = { host: "127.0.0.1", port: 1 };

Deno.test("judge() passes a server that stays silent", async () => {
  const gates = await gatesAgainst(staysSilent);
  assertEquals([...gates].filter((gate) => gate !== "deadline" && gate !== "indifference"), []);
});

Deno.test("judge() finds a server that closes when a stream does not open", async () => {
  const gates = await gatesAgainst(closesOnFirstDoubt);
  assert(gates.has("early") && gates.has("indifference"), [...gates].join());
});

Deno.test("judge() finds a server that leaves bytes unread, on the wire and by sockets", async () => {
  for (const isOnTheWire of [true, false]) {
    const gates = await gatesAgainst(leavesBytesUnread, { isOnTheWire });
    assert(gates.has("reset"), [...gates].join());
    assert(!gates.has("early"), [...gates].join());
  }
});

Deno.test("judge() finds a server that waits for a random time", async () => {
  const gates = await gatesAgainst(waitsAtRandom);
  assert(gates.has("spread"), [...gates].join());
  assert(!gates.has("early") && !gates.has("reset"), [...gates].join());
});

Deno.test("findThreshold() finds the length at which a server reacts, if it does", async () => {
  const manners = [staysSilent, closesOnFirstDoubt, leavesBytesUnread];
  assertEquals(await Promise.all(manners.map(thresholdOf)), [undefined, 50, 51]);
});

async function gatesAgainst(
  manner: Manner,
  options: SceneOptions = {},
): Promise<ReadonlySet<Gate>> {
  await using scene = await openScene(manner, options);
  const rows = STRANGERS.filter(({ id }) => id === "P0" || id === "P1" || id === "P2");
  const shots = shotsOf(rows, { material: materialOf(scene.noise), trials: 50 });
  const trials = await volley(shots, { ...scene, perSecond: 200 });
  const calm = trials.filter(({ isDisturbed }) => !isDisturbed);
  return new Set(judge(calm, DEADLINE_MS).map(({ gate }) => gate));
}

async function thresholdOf(manner: Manner): Promise<number | undefined> {
  await using scene = await openScene(manner, { deadlineMs: SHORT_DEADLINE_MS });
  return await findThreshold({ ...scene, deadlineMs: SHORT_DEADLINE_MS });
}

interface SceneOptions {
  readonly deadlineMs?: number;
  readonly isOnTheWire?: boolean;
}

async function openScene(
  manner: Manner,
  { deadlineMs = DEADLINE_MS, isOnTheWire = true }: SceneOptions,
) {
  const stack = new AsyncDisposableStack();
  const { port } = stack.use(new ControlServer(manner, deadlineMs));
  const sniffer = stack.use(isOnTheWire ? await Sniffer.open(port) : undefined);
  const prober = new Prober({ port, sniffer, patienceMs: deadlineMs + PATIENCE_MS });
  return {
    prober,
    noise: new Noise(1),
    stalls: stack.use(new Stalls(Deno.pid)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function materialOf(noise: Noise): Material {
  const family = FAMILIES[0]!;
  return {
    ...{ noise, deadlineMs: DEADLINE_MS, dialect: family.speak(family.methods[0]!) },
    targets: {
      ...{ unwanted: NOWHERE, echo: NOWHERE, refused: NOWHERE },
      ...{ blocked: NOWHERE, unspecified: NOWHERE, unreachable: NOWHERE, unresolvable: NOWHERE },
    },
    recorded: { opening: new Uint8Array(0), answer: new Uint8Array(0) },
  };
}
