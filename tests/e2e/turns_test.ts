import { assert, assertEquals } from "@std/assert";
import { DenoTurns } from "../../src/net/deno_turns.ts";

Deno.test("DenoTurns.due() is a turn for everybody, and then nothing for a while", async () => {
  const turns = new DenoTurns();
  const first = turns.due();
  assert(first instanceof Promise);
  assert(turns.due() === first, "who comes meanwhile waits for the same turn");
  await first;
  assertEquals(turns.due(), undefined);
  turns.close();
});

Deno.test("DenoTurns.due() lets a socket be heard that has something to say", async () => {
  const turns = new DenoTurns();
  await turns.due();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = listener.addr;
  const [near, far] = await Promise.all([Deno.connect({ hostname, port }), listener.accept()]);
  let heard = false;
  const reading = far.read(new Uint8Array(2)).then(() => heard = true);
  await near.write(Uint8Array.of(1));
  // Busy, as a bulk transfer is: what comes meanwhile is seen only in a turn.
  for (let turn: Promise<void> | undefined; !heard; turn = turns.due()) await turn;
  await reading;
  near.close();
  far.close();
  turns.close();
});

Deno.test("DenoTurns.close() lets nobody wait, whenever it comes", async () => {
  for (const waitFirst of [false, true]) {
    const turns = new DenoTurns();
    const turn = turns.due();
    if (waitFirst) await turn;
    turns.close();
    turns.close();
    await turn;
    assertEquals(turns.due(), undefined);
  }
});
