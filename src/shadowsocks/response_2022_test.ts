import { assert, assertEquals } from "@std/assert";
import { NODE } from "../../tests/support/cipher_suites.ts";
import { readAll } from "../../tests/support/memory_pipe.ts";
import {
  lengthAfterHeader,
  openStream2022,
  requestPieces,
  responsePieces,
  sealStream2022,
  variableHeader,
} from "../../tests/support/reference_stream_2022.ts";
import { cutEvery, ScriptedConn } from "../../tests/support/scripted_conn.ts";
import {
  clientParts,
  keyOf,
  nameOf2022,
  NOW,
  serverParts,
  SUITES_2022,
  suitesOf2022,
} from "../../tests/support/suites_2022.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { encodeAddress } from "../codec/address_header.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import { concatBytes } from "../net/bytes.ts";
import { StreamError } from "../net/stream_error.ts";
import { ClientConn2022, type ClientParts2022, ServerConn2022 } from "./conn_2022.ts";
import type { ClockSkewError } from "./timestamp_check.ts";

const ADDRESS = encodeAddress({ host: "127.0.0.1", port: 80 });
const OK = new TextEncoder().encode("ok");
const [AES] = suitesOf2022(NODE);

for (const suite of SUITES_2022) {
  const requestSalt = testBytes(suite.method.saltBytes);
  const stream = responseOf(suite, responsePieces({ unixSeconds: NOW, requestSalt }, OK, OK));
  const header = 11 + suite.method.saltBytes;

  Deno.test(`ServerConn2022 answers as SIP022 draws with ${nameOf2022(suite)}`, async () => {
    const variable = variableHeader({ address: ADDRESS, padding: 1, payload: new Uint8Array(0) });
    const request = sealStream2022(
      { method: suite.method.name, key: keyOf(suite), salt: requestSalt },
      requestPieces({ unixSeconds: NOW, variable }),
    );
    const lower = new ScriptedConn([request]);
    const server = new ServerConn2022(lower, serverParts(suite));
    await server.read();
    for (const payload of [OK, testBytes(0x4000)]) await server.write(payload);
    assertEquals(lower.writes.length, 2);
    const written = concatBytes(...lower.writes);
    const salt = written.slice(0, suite.method.saltBytes);
    const key = { method: suite.method.name, key: keyOf(suite), salt };
    const sealed = written.slice(suite.method.saltBytes);
    const pieces = openStream2022(key, sealed, lengthAfterHeader(header));
    assertEquals(pieces.slice(0, 2), responsePieces({ unixSeconds: NOW, requestSalt }, OK));
    assertEquals(pieces.slice(2).map(({ length }) => length), [2, 0x3fff, 2, 1]);
  });

  Deno.test(`ClientConn2022 reads a response however it is cut with ${nameOf2022(suite)}`, async () => {
    for (const step of [1, 7, stream.length]) {
      const { plain, fault } = await read(suite, cutEvery(stream, step));
      assertEquals([plain, fault], [concatBytes(OK, OK), null]);
    }
  });

  Deno.test(`ClientConn2022 reads the longest records with ${nameOf2022(suite)}`, async () => {
    const payloads = [0xffff, 0xffff].map(testBytes);
    const pieces = responsePieces({ unixSeconds: NOW, requestSalt }, payloads[0]!, payloads[1]!);
    const { plain } = await read(suite, cutEvery(responseOf(suite, pieces), 65536));
    assert(plain!.toHex() === concatBytes(...payloads).toHex());
  });

  Deno.test(`ClientConn2022 tells a cut response from a whole one with ${nameOf2022(suite)}`, async () => {
    const ends = [0, stream.length - 18 - 18, stream.length];
    for (let length = 0; length <= stream.length; length++) {
      const chunks = length === 0 ? [] : [stream.subarray(0, length)];
      const { fault } = await read(suite, chunks);
      assertEquals(fault, ends.includes(length) ? null : "truncated", `${length} bytes`);
    }
  });

  Deno.test(`ClientConn2022 notices each flipped bit of a response with ${nameOf2022(suite)}`, async () => {
    const opening = (suite.method.saltBytes + header + 16) * 8;
    for (let bit = 0; bit < stream.length * 8; bit += 3) {
      const forged = stream.slice();
      forged[bit >>> 3]! ^= 1 << (bit & 7);
      const { fault } = await read(suite, [forged]);
      assertEquals(fault, bit < opening ? "unauthenticated" : "corrupt", `bit ${bit}`);
    }
  });

  Deno.test(`ClientConn2022 refuses the answer to another request with ${nameOf2022(suite)}`, async () => {
    for (let byte = 0; byte < requestSalt.length; byte++) {
      const other = requestSalt.with(byte, requestSalt[byte]! ^ 1);
      const pieces = responsePieces({ unixSeconds: NOW, requestSalt: other }, OK);
      assertEquals((await read(suite, [responseOf(suite, pieces)])).fault, "replayed");
    }
  });

  Deno.test(`ClientConn2022 refuses a response of another type with ${nameOf2022(suite)}`, async () => {
    for (const type of [0, 2, 255]) {
      const pieces = responsePieces({ unixSeconds: NOW, requestSalt, type }, OK);
      assertEquals((await read(suite, [responseOf(suite, pieces)])).fault, "malformed");
    }
  });
}

Deno.test("ClientConn2022 hears the server's clock, and refuses it when it is too far off", async () => {
  const requestSalt = testBytes(AES!.method.saltBytes);
  for (const ahead of [-31, -30, 0, 30, 31]) {
    const heard: number[] = [];
    const pieces = responsePieces({ unixSeconds: NOW + ahead, requestSalt }, OK);
    const { fault, error } = await read(AES!, [responseOf(AES!, pieces)], {
      heardClock: (seconds) => heard.push(seconds),
    });
    const isNear = Math.abs(ahead) <= 30;
    assertEquals([fault, heard], [isNear ? null : "clock_skew", [ahead]]);
    if (!isNear) assertEquals((error as ClockSkewError).aheadSeconds, ahead);
  }
});

Deno.test("ClientConn2022 hears no clock of a server that answers another request", async () => {
  const requestSalt = testBytes(AES!.method.saltBytes).fill(0);
  const pieces = responsePieces({ unixSeconds: NOW, requestSalt }, OK);
  await read(AES!, [responseOf(AES!, pieces)], { heardClock: () => assert(false) });
});

Deno.test("ClientConn2022 refuses an answer that comes before its request", async () => {
  const requestSalt = testBytes(AES!.method.saltBytes);
  const stream = responseOf(AES!, responsePieces({ unixSeconds: NOW, requestSalt }, OK));
  const client = new ClientConn2022(new ScriptedConn([stream]), clientParts(AES!));
  const error = await client.read().catch((error) => error);
  assertEquals((error as StreamError).fault, "replayed");
});

Deno.test("ClientConn2022 passes over a first payload that is empty", async () => {
  const requestSalt = testBytes(AES!.method.saltBytes);
  const pieces = responsePieces({ unixSeconds: NOW, requestSalt }, new Uint8Array(0), OK);
  assertEquals((await read(AES!, [responseOf(AES!, pieces)])).plain, OK);
});

function responseOf(suite: CipherSuite2022, pieces: readonly Uint8Array[]): Uint8Array {
  const salt = testBytes(suite.method.saltBytes + 1).slice(1);
  return sealStream2022({ method: suite.method.name, key: keyOf(suite), salt }, pieces);
}

/** What comes of a response to a request whose salt is `testBytes()`. */
async function read(
  suite: CipherSuite2022,
  chunks: Iterable<Uint8Array>,
  changes: Partial<ClientParts2022> = {},
) {
  const random = (bytes: number) => testBytes(bytes);
  const parts = clientParts(suite, { random, ...changes });
  const client = new ClientConn2022(new ScriptedConn(chunks), parts);
  await client.write(concatBytes(ADDRESS, OK));
  try {
    return { plain: await readAll(client), fault: null, error: undefined };
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    return { plain: undefined, fault: error.fault, error };
  }
}
