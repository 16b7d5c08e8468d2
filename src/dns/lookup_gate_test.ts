import { assert, assertEquals, assertExists, assertRejects } from "@std/assert";
import { turn } from "../../tests/support/turn.ts";
import { LookupGate } from "./lookup_gate.ts";

const NEVER = new AbortController().signal;

/** Who has got in, in this order, and how each leaves. */
function scene(limits = { inAll: 3, perClient: 2 }) {
  const gate = new LookupGate(limits);
  const entered: string[] = [];
  const enter = (client: string, name: string, signal = NEVER) =>
    gate.enter(client, signal).then((leave) => {
      entered.push(name);
      return leave;
    });
  return { gate, entered, enter };
}

Deno.test("LookupGate.tryEnter() gives places up to both limits", () => {
  const { gate } = scene();
  const [first] = [gate.tryEnter("a"), gate.tryEnter("a")];
  assertExists(first);
  assertEquals(gate.tryEnter("a"), undefined);
  assertExists(gate.tryEnter("b"));
  assertEquals(gate.tryEnter("c"), undefined);
  first();
  first();
  assertExists(gate.tryEnter("c"));
  assertEquals(gate.tryEnter("a"), undefined, "a place is given back once");
});

Deno.test("LookupGate.enter() lets in whoever has waited longest and has not his part already", async () => {
  const { gate, entered, enter } = scene();
  const leaving = [gate.tryEnter("a")!, gate.tryEnter("a")!, gate.tryEnter("b")!];
  enter("a", "a3");
  enter("a", "a4");
  enter("b", "b2");
  enter("c", "c1");
  await turn();
  assertEquals(entered, []);
  leaving[2]!();
  await turn();
  assertEquals(entered, ["b2"], "a's crowd does not stand in b's way");
  leaving[0]!();
  await turn();
  assertEquals(entered, ["b2", "a3"]);
  leaving[1]!();
  await turn();
  assertEquals(entered, ["b2", "a3", "a4"]);
});

Deno.test("LookupGate.enter() takes no place for whoever gives up", async () => {
  const { gate, enter } = scene({ inAll: 1, perClient: 1 });
  const leave = gate.tryEnter("a")!;
  const patience = new AbortController();
  const waiting = enter("b", "b1", patience.signal);
  const reason = new Error("gave up");
  patience.abort(reason);
  await assertRejects(() => waiting, Error, "gave up");
  leave();
  assert(gate.tryEnter("c") !== undefined);
  await assertRejects(() => enter("d", "d1", AbortSignal.abort(reason)), Error, "gave up");
});
