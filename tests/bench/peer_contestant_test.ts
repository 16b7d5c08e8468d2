// Each peer that is installed carries bytes as the bench starts it.

import { assertEquals } from "@std/assert";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { isInstalled } from "../support/outside_programs.ts";
import { Pair } from "./pair.ts";
import { PeerContestant } from "./peer_contestant.ts";
import { PEERS } from "./peer_table.ts";

const ANSWER_MS = 5000;

for (const peer of PEERS) {
  const missing = (await Promise.all(peer.programs.map(isInstalled))).includes(false);
  for (const method of peer.methods) {
    Deno.test({ name: `${peer.name} carries bytes with ${method}`, ignore: missing }, async () => {
      await using target = new EchoTarget();
      const contestant = new PeerContestant(peer, "");
      await using pair = await Pair.start(contestant, { method, targetPort: target.port });
      using conn = await Deno.connect({ hostname: "127.0.0.1", port: pair.port });
      await conn.write(new TextEncoder().encode("there and back"));
      const answer = new Uint8Array(100);
      const length = await within(ANSWER_MS, "The answer", conn.read(answer));
      assertEquals(new TextDecoder().decode(answer.subarray(0, length!)), "there and back");
    });
  }
}
