import { assert, assertEquals } from "@std/assert";
import { probeDatagrams } from "./datagrams.ts";
import { DatagramEcho } from "./datagram_ends.ts";
import { FAMILIES } from "./families.ts";
import { Noise } from "./noise.ts";

Deno.test("probeDatagrams() finds a server that answers strangers", async () => {
  await using server = new DatagramEcho();
  const family = FAMILIES[0]!;
  const results = await probeDatagrams({
    ...{ port: server.address.port, noise: new Noise(1), sniffer: undefined },
    dialect: family.speak(family.methods[0]!),
  });
  assert(results.length > 0);
  for (const { about, findings } of results) {
    assertEquals(findings[0]?.gate, "outcome", about);
  }
});
