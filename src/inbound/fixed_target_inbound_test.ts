import { assertEquals, assertStrictEquals } from "@std/assert";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import type { PendingStream } from "../net/inbound.ts";
import { FixedTargetInbound } from "./fixed_target_inbound.ts";

const TARGET = { host: "target.example", port: 443 };

Deno.test("FixedTargetInbound.accept() asks once for its target and touches no byte of the client's", async () => {
  const { near } = watchedPipe();
  const requests: PendingStream[] = [];
  for await (const pending of new FixedTargetInbound(TARGET).accept(near)) {
    requests.push(pending);
    await pending.proceed();
    await pending.abort("refused");
  }
  const [request] = requests;
  assertEquals(requests.length, 1);
  assertEquals([request!.target, request!.user], [TARGET, undefined]);
  assertStrictEquals(request!.client, near);
  assertEquals(request!.complete, undefined);
  assertEquals([near.reads, near.writes, near.finishes, near.closed], [0, 0, 0, false]);
});
