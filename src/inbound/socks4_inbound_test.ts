import { assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import { DecodeError } from "../codec/decode_error.ts";
import { encodeSocks4Request } from "../codec/socks4.ts";
import { concatBytes } from "../net/bytes.ts";
import { StreamError, type StreamFault } from "../net/stream_error.ts";
import { memoryPipe } from "../../tests/support/memory_pipe.ts";
import { byteByByte, converse, socks4Connect } from "../../tests/support/socks_client.ts";
import { Credentials } from "./credentials.ts";
import { Socks4Inbound } from "./socks4_inbound.ts";

const OPEN = new Socks4Inbound({ credentials: new Credentials([]) });
const GUARDED = new Socks4Inbound({
  credentials: new Credentials([{ name: "alice", password: "wonderland" }]),
});

const PAYLOAD = new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n");
const GRANTED = "005a000000000000";
const REFUSED = "005b000000000000";

for (const host of ["192.0.2.1", "example.com"]) {
  const target = { host, port: 80 };
  const opening = encodeSocks4Request({ command: 1, target, userId: "me" });
  const all = concatBytes(opening, PAYLOAD);
  const cuts = {
    "at once": [all],
    "one byte at a time": byteByByte(all),
    "request first": [opening, PAYLOAD],
  };

  for (const [how, chunks] of Object.entries(cuts)) {
    Deno.test(`Socks4Inbound.accept() serves a client that says ${host} ${how}`, async () => {
      const { requests, heard, stages, error } = await converse(OPEN, chunks);
      assertEquals(error, undefined);
      assertEquals(requests, [{ target, user: undefined, payload: PAYLOAD }]);
      assertEquals(heard.toHex(), GRANTED);
      assertEquals(stages, ["ADDR"]);
    });
  }

  Deno.test(`Socks4Inbound.accept() throws "truncated" when ${host} is cut anywhere`, async () => {
    for (let length = 1; length < opening.length; length++) {
      const { error, heard } = await converse(OPEN, [opening.subarray(0, length)]);
      assertFault(error, "truncated");
      assertEquals(heard.length, 0);
    }
  });

  Deno.test(`Socks4Inbound.accept() replies 91 when the request for ${host} is aborted`, async () => {
    const { heard, error } = await converse(OPEN, [opening], "timed_out");
    assertEquals(heard.toHex(), REFUSED);
    assertEquals(error, undefined);
  });

  Deno.test(`Socks4Inbound.accept() refuses ${host} where a password is needed`, async () => {
    const { requests, heard, error } = await converse(GUARDED, [opening]);
    assertFault(error, "bad_credentials");
    assertEquals(heard.toHex(), REFUSED);
    assertEquals(requests, []);
  });
}

Deno.test("Socks4Inbound.accept() ends without a request when nothing is said", async () => {
  const { requests, heard, stages, error } = await converse(GUARDED, []);
  assertEquals([requests.length, heard.length, stages.length, error], [0, 0, 0, undefined]);
});

for (
  const [what, said, heard] of [
    ["another version", "05010050c000020100", ""],
    ["command 0", "04000050c000020100", REFUSED],
    ["port 0", "04010000c000020100", REFUSED],
    ["an empty name", "0401005000000001" + "00" + "00", REFUSED],
    ["a name that is not UTF-8", "0401005000000001" + "00" + "ff00", REFUSED],
    ["a user id without end", "04010050c0000201" + "61".repeat(256), REFUSED],
    ["a name without end", "0401005000000001" + "00" + "61".repeat(256), REFUSED],
  ] as const
) {
  Deno.test(`Socks4Inbound.accept() refuses ${what}`, async () => {
    for (const chunks of [[Uint8Array.fromHex(said)], byteByByte(Uint8Array.fromHex(said))]) {
      const told = await converse(OPEN, chunks);
      assertFault(told.error, "rejected");
      assertEquals(told.heard.toHex(), heard);
      assertEquals(told.requests, []);
    }
  });
}

Deno.test("Socks4Inbound.accept() names the codec's error as the cause", async () => {
  const { error } = await converse(OPEN, [Uint8Array.of(5)]);
  assertInstanceOf((error as Error).cause, DecodeError);
});

Deno.test("Socks4Inbound.accept() serves, ends or throws a StreamError on any bytes", async () => {
  const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
  const rest = fc.array(byte, { maxLength: 600, size: "max" });
  await fc.assert(fc.asyncProperty(rest, async (rest) => {
    for (const inbound of [OPEN, GUARDED]) {
      const { error } = await converse(inbound, [Uint8Array.of(4, ...rest)]);
      if (error !== undefined) assertInstanceOf(error, StreamError);
    }
  }));
});

Deno.test("socks4Connect() and Socks4Inbound understand each other", async () => {
  for (const host of ["192.0.2.1", "example.com", "2001:db8::1"]) {
    const { near, far } = memoryPipe();
    const client = socks4Connect(far, { host, port: 80 });
    for await (const pending of OPEN.accept(near, () => {})) {
      assertEquals(pending.target, { host, port: 80 });
      await pending.proceed();
    }
    assertEquals((await client).code, 90);
  }
});

function assertFault(error: unknown, fault: StreamFault): void {
  assertInstanceOf(error, StreamError);
  assertEquals(error.fault, fault);
}
