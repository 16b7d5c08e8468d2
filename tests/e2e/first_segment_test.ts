// What `umbra local` sends first: salt, address header and the client's first bytes leave in one write, however the
// client talks, so that no segment of the length of a bare header gives the protocol away (issue 3).

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { encodeAddress } from "../../src/codec/address_header.ts";
import { encodeSocks4Request, SOCKS4_COMMAND } from "../../src/codec/socks4.ts";
import { FIXED_REQUEST_BYTES } from "../../src/codec/request_header_2022.ts";
import { encodeGreeting, encodeSocks5Request, SOCKS5_COMMAND } from "../../src/codec/socks5.ts";
import type { EncryptingName } from "../../src/crypto/method_table.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { assertEchoes, readBytes } from "../support/bystander.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { openStream } from "../support/reference_stream.ts";
import {
  lengthAfterHeader,
  openStream2022,
  variableHeader,
} from "../support/reference_stream_2022.ts";
import { byteByByte } from "../support/socks_client.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";
import { UdpAnswerer } from "../support/udp_answerer.ts";
import { UdpClient } from "../support/udp_client.ts";
import {
  newStreamKey,
  roleKey2022,
  startLocalRole,
  startServerRole,
  startTunnelRole,
} from "../support/umbra_in_process.ts";

const METHOD = "chacha20-ietf-poly1305";
const METHOD_2022 = "2022-blake3-aes-256-gcm";
const TARGET = { host: "target.example", port: 443 };
const PAYLOAD = testBytes(1800);
/** As long as it may be; UTF-8 would make two bytes of some characters. */
const PREFIX = "\x16\x03\x01\0\x80HTTP/1.1 \x0d\xff";

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
    const { payloads } = openStream(newStreamKey(METHOD), await firstSegment(METHOD, talk));
    // One record, since two writes would make two, even where they arrive together.
    assertEquals(payloads, [concatBytes(encodeAddress(TARGET), PAYLOAD)]);

    const [, ...pieces] = openPieces2022(await firstSegment(METHOD_2022, talk));
    const address = encodeAddress(TARGET);
    assertEquals(pieces, [variableHeader({ address, padding: 0, payload: PAYLOAD })]);
  });
}

Deno.test("umbra local sends the header without payload when the client waits for the target to speak", async () => {
  const asks: Talk = (conn) => writeAll(conn, socks4());
  const { payloads } = openStream(newStreamKey(METHOD), await firstSegment(METHOD, asks));
  assertEquals(payloads, [encodeAddress(TARGET)]);
});

Deno.test("umbra local begins the salt of each stream with the prefix, and the rest is random", async () => {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const link = { method: METHOD, serverPort: server.addr.port, saltPrefix: PREFIX } as const;
  await using local = await startLocalRole(link);
  const salts: Uint8Array[] = [];
  for (const talk of Object.values(CLIENTS).slice(0, 2)) {
    const opened = openStream(newStreamKey(METHOD), await openingOf(talk, { local, server }));
    assertEquals(opened.payloads, [concatBytes(encodeAddress(TARGET), PAYLOAD)]);
    salts.push(opened.salt);
  }
  const bytes = Uint8Array.from(PREFIX, (character) => character.charCodeAt(0));
  assertEquals(salts.map((salt) => salt.subarray(0, bytes.length)), [bytes, bytes]);
  assertNotEquals(salts[0]!.subarray(bytes.length), salts[1]!.subarray(bytes.length));
});

Deno.test("umbra tunnel puts no prefix before datagrams", async () => {
  const arrived = Promise.withResolvers<Uint8Array>();
  await using server = new UdpAnswerer({
    answer: (datagram) => {
      arrived.resolve(datagram.slice());
      return datagram;
    },
  });
  const ends = { serverPort: server.port, targetPort: 53 };
  const link = { method: METHOD, saltPrefix: PREFIX, ...ends } as const;
  await using tunnel = await startTunnelRole(link);
  await using client = new UdpClient(tunnel.port);
  await client.send(PAYLOAD);
  assert(!String.fromCharCode(...await arrived.promise).startsWith(PREFIX));
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

interface Ends {
  readonly local: { readonly port: number };
  readonly server: Deno.TcpListener;
}

/** What the server of `umbra local` reads first while a client talks. */
async function firstSegment(method: EncryptingName, talk: Talk): Promise<Uint8Array> {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using local = await startLocalRole({ method, serverPort: server.addr.port });
  return await openingOf(talk, { local, server });
}

async function openingOf(talk: Talk, { local, server }: Ends): Promise<Uint8Array> {
  using client = await Deno.connect({ hostname: "127.0.0.1", port: local.port });
  const talking = talk(client);
  using accepted = await server.accept();
  const first = await readOnce(accepted);
  await talking;
  return first;
}

/** Fixed and variable header; a second write would make more pieces. */
function openPieces2022(opening: Uint8Array): readonly Uint8Array[] {
  const key = roleKey2022(METHOD_2022);
  const salt = opening.subarray(0, key.length);
  return openStream2022(
    { method: METHOD_2022, key, salt },
    opening.subarray(key.length),
    lengthAfterHeader(FIXED_REQUEST_BYTES),
  );
}

function wholly(bytes: Uint8Array): readonly Uint8Array[] {
  return [bytes];
}

/** What one read takes: all that has arrived together. */
async function readOnce(conn: Deno.Conn): Promise<Uint8Array> {
  const buffer = new Uint8Array(64 * 1024);
  return buffer.subarray(0, await conn.read(buffer) ?? 0);
}
