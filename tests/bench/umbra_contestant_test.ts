import { assertEquals } from "@std/assert";
import { newLink } from "../support/shadowsocks_process.ts";
import { isRefusal, UmbraContestant } from "./umbra_contestant.ts";

Deno.test("UmbraContestant.open() tells the engine, or that there is none for the method", async () => {
  const node = await UmbraContestant.open("node", "aes-128-gcm");
  assertEquals([node!.name, node!.engine], ["umbra node", "node"]);
  assertEquals(await UmbraContestant.open("node", "aes-192-gcm"), undefined);
  await using server = await node!.startServer(newLink("aes-128-gcm"));
  await server.process.untilOutput(/engine node/);
});

Deno.test("isRefusal() is for orderly words about the engine only", () => {
  const words = [
    "Error: The process ended:\nerror: the node engine cannot do aes-192-gcm here\nhint: x",
    'error: --crypto must be one of auto, node, not "openssl"',
    "error: address already in use",
    "error: Uncaught (in promise) TypeError: x is not a function",
  ];
  assertEquals(words.map(isRefusal), [true, true, false, false]);
});
