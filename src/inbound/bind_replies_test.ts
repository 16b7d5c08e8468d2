import { assertEquals, assertRejects } from "@std/assert";
import { asStream } from "../../tests/support/as_stream.ts";
import { ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { converse } from "../../tests/support/socks_client.ts";
import type { HostPort } from "../net/address.ts";
import { DialError } from "../net/dial_failure.ts";
import type { Inbound, PendingStream } from "../net/inbound.ts";
import { StreamError } from "../net/stream_error.ts";
import { BindReplies } from "./bind_replies.ts";
import { Credentials } from "./credentials.ts";
import { Socks4Inbound } from "./socks4_inbound.ts";
import { Socks5Inbound } from "./socks5_inbound.ts";

const LISTENING: HostPort = { host: "192.0.2.7", port: 0x1234 };
const PEER: HostPort = { host: "198.51.100.1", port: 0x0506 };
const credentials = new Credentials([]);

interface Dialect {
  readonly inbound: Inbound;
  readonly said: string;
  readonly target: HostPort;
  /** In hex: before the replies, the two of them, and the one that says that it cannot be done. */
  readonly greeting: string;
  readonly replies: readonly [string, string];
  readonly refusal: string;
}

const DIALECTS: Readonly<Record<string, Dialect>> = {
  SOCKS5: {
    inbound: new Socks5Inbound({ credentials, associates: false }),
    said: "050100" + "05020001c00002010000",
    target: { host: "192.0.2.1", port: 0 },
    greeting: "0500",
    replies: ["05000001c00002071234", "05000001c63364010506"],
    refusal: "05070001000000000000",
  },
  SOCKS4: {
    inbound: new Socks4Inbound({ credentials }),
    said: "04020000c000020100",
    target: { host: "192.0.2.1", port: 0 },
    greeting: "",
    replies: ["005a1234c0000207", "005a0506c6336401"],
    refusal: "005b000000000000",
  },
};

for (
  const [name, { inbound, said, target, greeting, replies, refusal }] of Object.entries(DIALECTS)
) {
  Deno.test(`BIND by ${name}: the client hears where the connection is waited for, then who has made it`, async () => {
    const conn = new ScriptedConn([Uint8Array.fromHex(said)]);
    for await (const request of inbound.accept(conn, () => {})) {
      const pending = asStream(request);
      assertEquals(pending.target, target);
      const awaiting = awaitingOf(pending);
      await awaiting.listening(LISTENING);
      awaiting.arrived(PEER);
      await pending.proceed();
    }
    const heard = conn.writes.map((bytes) => bytes.toHex());
    assertEquals(heard.filter((hex) => hex !== greeting), [...replies]);
  });

  Deno.test(`BIND by ${name} is refused where no way out can wait`, async () => {
    const { heard, error } = await converse(inbound, [Uint8Array.fromHex(said)]);
    assertEquals([heard.toHex(), error], [greeting + refusal, undefined]);
  });
}

Deno.test("BindReplies.listening() refuses a second place: the client has told its peer of the first", async () => {
  const told: HostPort[] = [];
  const replies = new BindReplies((address) => Promise.resolve(void told.push(address)));
  await replies.listening(LISTENING);
  const error = await assertRejects(() => replies.listening(PEER), DialError);
  assertEquals([error.failure, error.at, told], ["other", "target", [LISTENING]]);
});

Deno.test("BindReplies.listening() gives up when the client has left", async () => {
  const gone = new StreamError("reset", "Cannot write: the connection broke");
  const replies = new BindReplies(() => Promise.reject(gone));
  const error = await assertRejects(() => replies.listening(LISTENING), DialError);
  assertEquals([error.failure, error.cause], ["cancelled", gone]);
});

Deno.test("BindReplies.proceed() does not say yes when nobody has connected", async () => {
  const replies = new BindReplies(() => Promise.resolve());
  await replies.listening(LISTENING);
  await assertRejects(() => replies.proceed(), Error, "nobody has");
});

function awaitingOf({ awaiting }: PendingStream): NonNullable<PendingStream["awaiting"]> {
  if (awaiting === undefined) throw new Error("It is not BIND");
  return awaiting;
}
