// What is no request at `umbra local`: it is refused in the client's protocol or not answered at all, never with RST,
// and nothing of it goes on to the server (issue 3).

import { assertEquals, assertMatch } from "@std/assert";
import { EchoTarget } from "../support/echo_target.ts";
import { Bystander } from "../support/bystander.ts";
import { sendProbe, sendProbes } from "../support/probe.ts";
import { encodeGreeting, encodeSocks5Request, SOCKS5_COMMAND } from "../../src/codec/socks5.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { testBytes } from "../support/test_bytes.ts";
import { chunksOf, writeAll } from "../support/test_conn.ts";
import {
  startLocalRole,
  startServerRole,
  startTunnelRole,
  type UmbraRole,
} from "../support/umbra_in_process.ts";
import { UnwantedTarget } from "../support/unwanted_target.ts";

const METHOD = "aes-128-gcm";

const OVERSIZED: Readonly<Record<string, string>> = {
  "a request line of 17 KB": `GET http://target.example/${"a".repeat(17_000)} HTTP/1.1\r\n\r\n`,
  "a head of 17 KB": `GET http://target.example/ HTTP/1.1\r\n${field(17_000)}\r\n`,
  "a head of 1 MB": `GET http://target.example/ HTTP/1.1\r\n${field(1_000_000)}\r\n`,
  "101 fields": `GET http://target.example/ HTTP/1.1\r\n${"a: b\r\n".repeat(101)}\r\n`,
  "a head without an end": `CONNECT target.example:443 HTTP/1.1\r\n${field(17_000)}`,
};

for (const [name, head] of Object.entries(OVERSIZED)) {
  Deno.test(`umbra local answers 431 and FIN when an HTTP client sends ${name}`, async () => {
    await using server = new UnwantedTarget();
    await using local = await startLocalRole({ method: METHOD, serverPort: server.port });
    using client = await Deno.connect({ hostname: "127.0.0.1", port: local.port });
    await writeAll(client, new TextEncoder().encode(head));
    assertMatch(await readText(client), /^HTTP\/1\.1 431 .*\r\nConnection: close\r\n/s);
    assertEquals(await server.countVisitors(), 0);
  });
}

Deno.test("umbra local ends a connection in silence when it begins with garbage", async () => {
  await using server = new UnwantedTarget();
  await using local = await startLocalRole({ method: METHOD, serverPort: server.port });
  const firstBytes = [0, 1, 2, 3, 6, 9, 0x16, 0x80, 0xff];
  const lengths = [1, 2, 10, 600, 7 * 1024, 64 * 1024];
  const probes = firstBytes.flatMap((first) =>
    lengths.map((length) => ({
      name: `${length} bytes from ${first}`,
      bytes: concatBytes(Uint8Array.of(first), testBytes(length - 1)),
    }))
  );
  for (const { name, heard, end } of await sendProbes(local.port, probes)) {
    assertEquals([heard, end], [0, "FIN"], name);
  }
  assertEquals(await server.countVisitors(), 0);
});

Deno.test("umbra local goes on when its clients leave in the middle of anything", async () => {
  await using scene = new AsyncDisposableStack();
  const target = scene.use(new EchoTarget());
  const server = scene.use(await startServerRole({ method: METHOD, handshakeMs: 10_000 }));
  const bystander = scene.use(await Bystander.start({ method: METHOD, port: server.port }));
  const local = scene.use(await startLocalRole({ method: METHOD, serverPort: server.port }));
  const address = { host: "127.0.0.1", port: target.port };
  const request = encodeSocks5Request({ command: SOCKS5_COMMAND.connect, target: address });
  const script = concatBytes(encodeGreeting([0]), request, testBytes(40));

  const cuts = Array.from(script.keys(), (cut) => script.subarray(0, cut));
  const closings = cuts.map((bytes) => closeAfter(local, bytes));
  const finishes = cuts.map((bytes) =>
    sendProbe(local.port, { name: `${bytes.length} bytes`, bytes, finishes: true })
  );
  for (const { name, end } of await Promise.all(finishes)) assertEquals(end, "FIN", name);
  await Promise.all(closings);
  await target.untilConnections(0);
  await bystander.assertUnharmed();
});

Deno.test("umbra tunnel goes on when its server is one that talks nonsense", async () => {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const link = { method: METHOD, serverPort: server.addr.port, targetPort: 9 } as const;
  await using tunnel = await startTunnelRole(link);
  for (const length of [1, 33, 34, 35, 5000]) {
    using client = await Deno.connect({ hostname: "127.0.0.1", port: tunnel.port });
    await writeAll(client, testBytes(10));
    using accepted = await server.accept();
    await accepted.read(new Uint8Array(1024));
    await writeAll(accepted, testBytes(length));
    await accepted.closeWrite();
    assertEquals(await readText(client), "", `${length} bytes of nonsense`);
  }
});

/** Without a word of farewell, unread answers and all. */
async function closeAfter(local: UmbraRole, bytes: Uint8Array): Promise<void> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: local.port });
  await writeAll(conn, bytes);
}

/** To FIN; rejects at RST. */
async function readText(conn: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of chunksOf(conn)) text += decoder.decode(chunk, { stream: true });
  return text;
}

function field(length: number): string {
  return `X-Large: ${"a".repeat(length)}\r\n`;
}
