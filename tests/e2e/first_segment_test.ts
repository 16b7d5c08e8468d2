// What `umbra local` sends first: salt, address header and the client's first bytes leave in one write, however the
// client talks, so that no segment of the length of a bare header gives the protocol away (issue 3).

import { assertEquals } from "@std/assert";
import { encodeAddress } from "../../src/codec/address_header.ts";
import { encodeSocks4Request, SOCKS4_COMMAND } from "../../src/codec/socks4.ts";
import { encodeGreeting, encodeSocks5Request, SOCKS5_COMMAND } from "../../src/codec/socks5.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { assertEchoes, readBytes } from "../support/bystander.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { openStream } from "../support/reference_stream.ts";
import { byteByByte } from "../support/socks_client.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";
import { newStreamKey, startLocalRole, startServerRole } from "../support/umbra_in_process.ts";

const METHOD = "chacha20-ietf-poly1305";
const TARGET = { host: "target.example", port: 443 };
const PAYLOAD = testBytes(1800);

const METHOD_CHOICE = Uint8Array.of(5, 0);
const SOCKS5_REPLY_BYTES = 10;
const SOCKS4_REPLY_BYTES = 8;

const greeting = encodeGreeting([0]);
const socks5 = (target = TARGET) =>
  encodeSocks5Request({ command: SOCKS5_COMMAND.connect, target });
const socks4 = (target = TARGET) =>
  encodeSocks4Request({ command: SOCKS4_COMMAND.connect, target, userId: "me" });
const connect = `CONNECT ${TARGET.host}:${TARGET.port} HTTP/1.1\r\n\r\n`;

type Talk = (conn: Deno.Conn) => Promise<void>;

const CLIENTS: Readonly<Record<string, Talk>> = {
  "SOCKS5 and waits for each answer": async (conn) => {
    await writeAll(conn, greeting);
    assertEquals(await readBytes(conn, 2), METHOD_CHOICE);
    await writeAll(conn, socks5());
    await readBytes(conn, SOCKS5_REPLY_BYTES);
    await writeAll(conn, PAYLOAD);
  },
  "SOCKS5 and everything in one segment": (conn) =>
    writeAll(conn, concatBytes(greeting, socks5(), PAYLOAD)),
  "SOCKS5, the payload together with the request": async (conn) => {
    await writeAll(conn, greeting);
    await readBytes(conn, 2);
    await writeAll(conn, concatBytes(socks5(), PAYLOAD));
  },
  "SOCKS4a and waits for the answer": async (conn) => {
    await writeAll(conn, socks4());
    await readBytes(conn, SOCKS4_REPLY_BYTES);
    await writeAll(conn, PAYLOAD);
  },
  "SOCKS4a and everything in one segment": (conn) => writeAll(conn, concatBytes(socks4(), PAYLOAD)),
  "HTTP CONNECT and everything in one segment": (conn) =>
    writeAll(conn, concatBytes(new TextEncoder().encode(connect), PAYLOAD)),
};

for (const [name, talk] of Object.entries(CLIENTS)) {
  Deno.test(`umbra local sends header and payload at once when the client speaks ${name}`, async () => {
    using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await using local = await startLocalRole({ method: METHOD, serverPort: server.addr.port });
    using client = await Deno.connect({ hostname: "127.0.0.1", port: local.port });
    const talking = talk(client);
    using accepted = await server.accept();
    const first = await readOnce(accepted);
    await talking;

    const { payloads } = openStream(newStreamKey(METHOD), first);
    // One record, since two writes would make two, even where they arrive together.
    assertEquals(payloads, [concatBytes(encodeAddress(TARGET), PAYLOAD)]);
  });
}

Deno.test("umbra local sends the header without payload when the client waits for the target to speak", async () => {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using local = await startLocalRole({ method: METHOD, serverPort: server.addr.port });
  using client = await Deno.connect({ hostname: "127.0.0.1", port: local.port });
  await writeAll(client, socks4());
  using accepted = await server.accept();
  const { payloads } = openStream(newStreamKey(METHOD), await readOnce(accepted));
  assertEquals(payloads, [encodeAddress(TARGET)]);
});

for (const [how, cut] of Object.entries({ "in one segment": wholly, "byte by byte": byteByByte })) {
  Deno.test(`umbra local and server carry a client when it says everything ${how}`, async () => {
    await using target = new EchoTarget();
    const address = { host: "127.0.0.1", port: target.port };
    await using server = await startServerRole({ method: METHOD, handshakeMs: 10_000 });
    await using local = await startLocalRole({ method: METHOD, serverPort: server.port });
    using client = await Deno.connect({ hostname: "127.0.0.1", port: local.port });
    client.setNoDelay(true);
    for (const piece of cut(concatBytes(greeting, socks5(address), PAYLOAD))) {
      await writeAll(client, piece);
    }
    assertEquals(await readBytes(client, 2), METHOD_CHOICE);
    assertEquals((await readBytes(client, SOCKS5_REPLY_BYTES))[1], 0);
    assertEquals(await readBytes(client, PAYLOAD.length), PAYLOAD);
    await assertEchoes(client, testBytes(100_000));
  });
}

function wholly(bytes: Uint8Array): readonly Uint8Array[] {
  return [bytes];
}

/** What one read takes: all that has arrived together. */
async function readOnce(conn: Deno.Conn): Promise<Uint8Array> {
  const buffer = new Uint8Array(64 * 1024);
  return buffer.subarray(0, await conn.read(buffer) ?? 0);
}
