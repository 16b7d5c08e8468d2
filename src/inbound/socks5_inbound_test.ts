import { assertEquals, assertInstanceOf, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { DecodeError } from "../codec/decode_error.ts";
import { encodeSocks5Request } from "../codec/socks5.ts";
import { concatBytes } from "../net/bytes.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError, type StreamFault } from "../net/stream_error.ts";
import { asStream } from "../../tests/support/as_stream.ts";
import { memoryPipe, readAll } from "../../tests/support/memory_pipe.ts";
import {
  byteByByte,
  type Conversation,
  converse,
  socks5Connect,
} from "../../tests/support/socks_client.ts";
import { Credentials } from "./credentials.ts";
import { Socks5Inbound } from "./socks5_inbound.ts";

const OPEN = new Socks5Inbound({ credentials: new Credentials([]), associates: false });
const GUARDED = new Socks5Inbound({
  credentials: new Credentials([{ name: "alice", password: "wonderland" }]),
  associates: false,
});

const ASSOCIATING = new Socks5Inbound({ credentials: new Credentials([]), associates: true });

const TARGET = { host: "example.com", port: 443 };
const PAYLOAD = new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n");
const GREETING = "050100";
const GREETING_FOR_USERS = "05020002";
const ALICE = "0105616c6963650a776f6e6465726c616e64";
const REQUEST = encodeSocks5Request({ command: 1, target: TARGET }).toHex();

const NO_AUTH = "0500";
const USER_PASSWORD = "0502";
const ACCEPTED = "0100";
/** With the near address of memoryPipe(). */
const SUCCESS = "05000001" + "7f000001" + "0438";

const OPENINGS = [
  { who: "anybody", inbound: OPEN, user: undefined, said: GREETING + REQUEST, told: NO_AUTH },
  {
    who: "a user",
    inbound: GUARDED,
    user: "alice",
    said: GREETING_FOR_USERS + ALICE + REQUEST,
    told: USER_PASSWORD + ACCEPTED,
  },
];

for (const { who, inbound, user, said, told } of OPENINGS) {
  const opening = Uint8Array.fromHex(said);
  const all = concatBytes(opening, PAYLOAD);

  Deno.test(`Socks5Inbound.accept() serves ${who} who says everything at once`, async () => {
    assertServed(await converse(inbound, [all]), { user, heard: told + SUCCESS });
  });

  Deno.test(`Socks5Inbound.accept() serves ${who} who says one byte at a time`, async () => {
    assertServed(await converse(inbound, byteByByte(all)), { user, heard: told + SUCCESS });
  });

  Deno.test(`Socks5Inbound.accept() serves ${who} wherever the bytes are cut`, async () => {
    for (let cut = 1; cut < all.length; cut++) {
      const chunks = [all.subarray(0, cut), all.subarray(cut)];
      assertServed(await converse(inbound, chunks), { user, heard: told + SUCCESS });
    }
  });

  Deno.test(`Socks5Inbound.accept() throws "truncated" when ${who} stops anywhere`, async () => {
    for (let length = 1; length < opening.length; length++) {
      const { error, requests, heard } = await converse(inbound, [opening.subarray(0, length)]);
      assertFault(error, "truncated");
      assertEquals(requests, []);
      assertEquals(told.startsWith(heard.toHex()), true);
    }
  });

  Deno.test(`Socks5Inbound.accept() ends or throws a StreamError when one bit of ${who} flips`, async () => {
    for (let bit = 0; bit < opening.length * 8; bit++) {
      const flipped = opening.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const { error } = await converse(inbound, [flipped]);
      if (error !== undefined) assertInstanceOf(error, StreamError);
    }
  });
}

Deno.test("Socks5Inbound.accept() gives the very connection when nothing was pipelined", async () => {
  const { near, far } = memoryPipe();
  const client = socks5Connect(far, TARGET);
  for await (const pending of OPEN.accept(near, () => {})) {
    assertStrictEquals(pending.client, near);
    await asStream(pending).proceed();
  }
  assertEquals((await client).code, 0);
});

Deno.test("Socks5Inbound.accept() reports ADDR when the greeting is over", async () => {
  const { near, far } = memoryPipe();
  const stages: string[] = [];
  const accepted = OPEN.accept(near, (stage) => stages.push(stage)).next();
  await far.write(Uint8Array.fromHex(GREETING));
  assertEquals(stages, []);
  assertEquals((await far.read())?.toHex(), NO_AUTH);
  await far.write(Uint8Array.fromHex(REQUEST));
  assertEquals(asStream((await accepted).value!).target, TARGET);
  assertEquals(stages, ["ADDR"]);
});

Deno.test("Socks5Inbound.accept() ends without a request when nothing is said", async () => {
  const { requests, heard, stages, error } = await converse(GUARDED, []);
  assertEquals({ requests, heard: heard.length, stages, error }, {
    requests: [],
    heard: 0,
    stages: [],
    error: undefined,
  });
});

for (
  const [what, address] of [
    ["an unknown port", "01000000000000"],
    ["a port", "017f000001c350"],
    ["an IPv6 port", "04" + "00".repeat(16) + "0000"],
    ["a name", "0301610000"],
  ] as const
) {
  Deno.test(`Socks5Inbound.accept() makes an association for UDP ASSOCIATE from ${what}`, async () => {
    const { near, far } = memoryPipe();
    const said = far.write(Uint8Array.fromHex(GREETING + "050300" + address));
    const heard = readAll(far);
    const { value: pending } = await ASSOCIATING.accept(near, () => {}).next();
    assertEquals([pending?.kind, pending?.user], ["association", undefined]);
    assertStrictEquals(pending!.client, near);
    await pending!.proceed({ host: "192.0.2.1", port: 4660 });
    await Promise.all([said, near.closeWrite()]);
    assertEquals((await heard).toHex(), NO_AUTH + "05000001" + "c0000201" + "1234");
  });
}

Deno.test("Socks5Inbound.accept() tells an association its user, and its refusal", async () => {
  const { near, far } = memoryPipe();
  const credentials = new Credentials([{ name: "alice", password: "wonderland" }]);
  const inbound = new Socks5Inbound({ credentials, associates: true });
  const said = far.write(
    Uint8Array.fromHex(GREETING_FOR_USERS + ALICE + "05030001000000000000"),
  );
  const heard = readAll(far);
  const { value: pending } = await inbound.accept(near, () => {}).next();
  assertEquals([pending?.kind, pending?.user], ["association", "alice"]);
  await pending!.abort("denied");
  await Promise.all([said, near.closeWrite()]);
  assertEquals((await heard).toHex(), USER_PASSWORD + ACCEPTED + refusal("02"));
});

Deno.test("Socks5Inbound.accept() still serves CONNECT when it makes associations", async () => {
  const said = Uint8Array.fromHex(GREETING + REQUEST);
  const conversation = await converse(ASSOCIATING, [concatBytes(said, PAYLOAD)]);
  assertServed(conversation, { user: undefined, heard: NO_AUTH + SUCCESS });
});

Deno.test("Socks5Inbound.accept() replies with the failure's code when the request is aborted", async () => {
  const said = [Uint8Array.fromHex(GREETING + REQUEST)];
  const { heard, error } = await converse(OPEN, said, "refused");
  assertEquals(heard.toHex(), NO_AUTH + refusal("05"));
  assertEquals(error, undefined);
});

Deno.test("Socks5Inbound.accept() rejects with the connection's own error when it breaks", async () => {
  const reset = new StreamError("reset", "Cannot read: the connection was reset");
  const read = () => Promise.reject(reset);
  const broken = prefixedConn(Uint8Array.fromHex(GREETING), { ...silentConn(), read });
  const thrown = await assertRejects(() => OPEN.accept(broken, () => {}).next());
  assertStrictEquals(thrown, reset);
});

const REFUSALS: readonly {
  readonly what: string;
  readonly inbound?: Socks5Inbound;
  readonly said: string;
  readonly heard: string;
  readonly fault: StreamFault;
}[] = [
  { what: "another version", said: "06010000", heard: "", fault: "rejected" },
  { what: "a greeting without methods", said: "0500", heard: "05ff", fault: "rejected" },
  { what: "a greeting without NO AUTH", said: "05020102", heard: "05ff", fault: "rejected" },
  {
    what: "a greeting without a password where one is needed",
    inbound: GUARDED,
    said: GREETING + REQUEST,
    heard: "05ff",
    fault: "bad_credentials",
  },
  {
    what: "a wrong password",
    inbound: GUARDED,
    said: GREETING_FOR_USERS + "0105616c6963650a" + "776f6e6465726c616e45" + REQUEST,
    heard: USER_PASSWORD + "0101",
    fault: "bad_credentials",
  },
  {
    what: "a password that is not UTF-8",
    inbound: GUARDED,
    said: GREETING_FOR_USERS + "0105616c69636501ff" + REQUEST,
    heard: USER_PASSWORD + "0101",
    fault: "bad_credentials",
  },
  {
    what: "a request in place of the password",
    inbound: GUARDED,
    said: GREETING_FOR_USERS + REQUEST,
    heard: USER_PASSWORD + "0101",
    fault: "rejected",
  },
  request("another version", "040100" + "01c00002010050", "01"),
  request("UDP ASSOCIATE", "050300" + "01000000000000", "07"),
  request("command 0", "050000" + "01c00002010050", "07"),
  request("port 0", "050100" + "01c00002010000", "01"),
  request("address type 0", "05010000", "08"),
  request("address type 2", "05010002", "08"),
  request("address type 5", "05010005", "08"),
  request("an empty name", "0501000300" + "0050", "01"),
  request("a name that is not UTF-8", "0501000301ff" + "0050", "01"),
  request("a name with NUL", "050100030100" + "0050", "01"),
];

for (const { what, inbound = OPEN, said, heard, fault } of REFUSALS) {
  for (
    const [how, cut] of [["at once", (all: Uint8Array) => [all]], ["slowly", byteByByte]] as const
  ) {
    Deno.test(`Socks5Inbound.accept() refuses ${what}, said ${how}`, async () => {
      const told = await converse(inbound, cut(Uint8Array.fromHex(said)));
      assertFault(told.error, fault);
      assertEquals(told.heard.toHex(), heard);
      assertEquals(told.requests, []);
    });
  }
}

Deno.test("Socks5Inbound.accept() names the codec's error as the cause", async () => {
  const { error } = await converse(OPEN, [Uint8Array.fromHex(GREETING + "05010002")]);
  assertInstanceOf((error as Error).cause, DecodeError);
});

Deno.test("Socks5Inbound.accept() tells no name and no password in its errors", async () => {
  const said = Uint8Array.fromHex(GREETING_FOR_USERS + "0105616c6963650673656372");
  for (const rest of ["6574", ""]) {
    const { error } = await converse(GUARDED, [concatBytes(said, Uint8Array.fromHex(rest))]);
    assertEquals(/alice|sec/.test(Deno.inspect(error)), false);
  }
});

Deno.test("Socks5Inbound.accept() serves, ends or throws a StreamError on any bytes", async () => {
  const start = fc.constantFrom("", GREETING, GREETING_FOR_USERS + ALICE, GREETING + "050100");
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 300, size: "max" }), async (hex, rest) => {
      for (const inbound of [OPEN, GUARDED]) {
        const { error } = await converse(inbound, [concatBytes(Uint8Array.fromHex(hex), rest)]);
        if (error !== undefined) assertInstanceOf(error, StreamError);
      }
    }),
  );
});

Deno.test("socks5Connect() and Socks5Inbound understand each other", async () => {
  const { near, far } = memoryPipe();
  const client = socks5Connect(far, TARGET, { name: "alice", password: "wonderland" });
  for await (const request of GUARDED.accept(near, () => {})) {
    const pending = asStream(request);
    assertEquals([pending.target, pending.user], [TARGET, "alice"]);
    await pending.proceed();
  }
  const { answered, code, conn } = await client;
  assertEquals([answered, code], ["request", 0]);
  await near.closeWrite();
  assertEquals(await readAll(conn), new Uint8Array(0));
});

function silentConn(): StreamConn {
  return {
    localAddress: TARGET,
    remoteAddress: TARGET,
    read: () => Promise.resolve(null),
    write: () => Promise.resolve(),
    closeWrite: () => Promise.resolve(),
    close: () => {},
  };
}

function request(what: string, hex: string, code: string) {
  const heard = NO_AUTH + refusal(code);
  return {
    what: `a request with ${what}`,
    said: GREETING + hex,
    heard,
    fault: "rejected",
  } as const;
}

function refusal(code: string): string {
  return `05${code}0001000000000000`;
}

function assertServed(
  { requests, heard, stages, error }: Conversation,
  expected: { readonly user: string | undefined; readonly heard: string },
): void {
  assertEquals(error, undefined);
  assertEquals(requests, [{ target: TARGET, user: expected.user, payload: PAYLOAD }]);
  assertEquals(heard.toHex(), expected.heard);
  assertEquals(stages, ["ADDR"]);
}

function assertFault(error: unknown, fault: StreamFault): void {
  assertInstanceOf(error, StreamError);
  assertEquals(error.fault, fault);
}
