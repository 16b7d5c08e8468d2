// Many users on one AEAD-2017 port (issue 6): each is served under a key of his own and known by name, strangers learn
// nothing, and a flood of them holds nobody up.

import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { sendProbe, sendProbes } from "../support/probe.ts";
import { answerBytes, sealedFor } from "../support/sealed_packets.ts";
import {
  answerTo,
  OWN_PASSWORD,
  passwordOf,
  startSharedPort,
  streamFor,
} from "../support/shared_port.ts";
import { testBytes } from "../support/test_bytes.ts";
import { UdpClient } from "../support/udp_client.ts";
import { UdpEcho } from "../support/udp_echo.ts";

const USERS = 40;
/** Among the keys that are tried at once, and behind them. */
const GUESTS = [0, 23, 39];
const ENGINES = ["auto", "node", "webcrypto"];
const METHODS = ["aes-256-gcm", "chacha20-ietf-poly1305"] as const;
const HI = testBytes(300);
const SERVED_MS = 10_000;

for (const [method, engine] of METHODS.flatMap((m) => ENGINES.map((e) => [m, e] as const))) {
  Deno.test(`users of one port are served and named with ${method} by ${engine}`, async () => {
    await using target = new EchoTarget();
    await using echo = new UdpEcho();
    const options = { method, users: USERS, timeoutSeconds: 10 };
    await using server = await startSharedPort(options, "--crypto", engine);
    for (const password of [...GUESTS.map(passwordOf), OWN_PASSWORD]) {
      const key = { method, password };
      const answer = answerTo(streamFor(key, target.port, HI), key, server.port);
      assertEquals(await within(SERVED_MS, "An answer", answer), HI);
      await using client = new UdpClient(server.port);
      const packet = sealedFor(key, { host: "127.0.0.1", port: echo.port }, HI);
      assertEquals((await client.exchange(packet)).length, answerBytes(key, HI.length));
    }
    server.process.signal("SIGTERM");
    await server.process.ended();
    const { output } = server.process;
    assertEquals(namesIn(output, /INFO \S+ \((.*?)\) -> \S+ finished/g), names());
    assertEquals(namesIn(output, /INFO udp \S+ \((.*?)\) -> \S+ stopped/g), names());
    assertMatch(output, /INFO [\d.:]+ -> \S+ finished/);
    assertMatch(output, /INFO udp [\d.:]+ -> \S+ stopped/);
  });
}

Deno.test("two users at one address and port are two clients of UDP", async () => {
  await using echo = new UdpEcho();
  const method = "aes-256-gcm";
  await using server = await startSharedPort({ method, users: USERS, timeoutSeconds: 10 });
  await using client = new UdpClient(server.port);
  for (const guest of [...GUESTS, ...GUESTS]) {
    const key = { method, password: passwordOf(guest) } as const;
    await client.exchange(sealedFor(key, { host: "127.0.0.1", port: echo.port }, HI));
  }
  assertEquals(echo.senders, GUESTS.length);
});

for (const engine of ENGINES) {
  Deno.test(`strangers at a port of many get silence to the deadline by ${engine}`, async () => {
    await using target = new EchoTarget();
    const method = "aes-256-gcm";
    const options = { method, users: USERS, timeoutSeconds: 1 } as const;
    await using server = await startSharedPort(options, "--crypto", engine);
    const guest = { method, password: passwordOf(39) } as const;
    const recorded = streamFor(guest, target.port, HI);
    await answerTo(recorded, guest, server.port);
    const foreign = streamFor({ method, password: "another-password" }, target.port, HI);
    const reactions = await sendProbes(server.port, [
      ...[0, 1, 49, 50, 51, 221, 1400].map((length) => ({
        name: `${length} bytes of noise`,
        bytes: crypto.getRandomValues(new Uint8Array(length)),
      })),
      { name: "another's stream", bytes: foreign },
      { name: "a replay", bytes: recorded },
    ]);
    for (const { name, heard, end, afterMs } of reactions) {
      assertEquals([name, heard, end], [name, 0, "FIN"]);
      assert(afterMs >= 1000, `${name} ended after ${afterMs} ms`);
    }
    assertEquals(target.connections, 0);
    const leaving = { name: "leaves", bytes: foreign, finishes: true };
    assertLess((await sendProbe(server.port, leaving)).afterMs, 900);
  });
}

function names(): readonly string[] {
  return GUESTS.map((guest) => `"user ${guest}"`);
}

function namesIn(output: string, pattern: RegExp): readonly string[] {
  return [...output.matchAll(pattern)].map(([, name]) => name!);
}
