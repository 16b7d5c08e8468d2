import { assertEquals, assertInstanceOf } from "@std/assert";
import { relayScene2022 } from "../../tests/support/relay_2022.ts";
import { converse } from "../../tests/support/socks_client.ts";
import { concatBytes } from "../net/bytes.ts";
import { StreamError } from "../net/stream_error.ts";
import { IdentityRelayInbound } from "./identity_relay_inbound.ts";

const SCENE = relayScene2022();
const { relay, destinations, exit } = SCENE;

Deno.test("IdentityRelayInbound.accept() asks for the destination that is named, and passes the rest on unopened", async () => {
  const { sent, stripped } = await SCENE.stream();
  for (const cut of [relay.streamBytes, relay.streamBytes + 1, sent.length]) {
    const chunks = [sent.subarray(0, cut), sent.subarray(cut)].filter(({ length }) => length > 0);
    const { requests, heard, stages, error } = await accept(chunks);
    assertEquals(error, undefined);
    assertEquals(requests, [{ target: exit, user: undefined, payload: stripped }]);
    assertEquals([heard.length, stages], [0, ["ADDR"]]);
  }
});

Deno.test("IdentityRelayInbound.accept() knows nobody by noise, by another's key, or by a beginning in pieces", async () => {
  const { sent } = await SCENE.stream();
  const flipped = sent.with(relay.streamBytes - 1, sent[relay.streamBytes - 1]! ^ 1);
  const noise = crypto.getRandomValues(new Uint8Array(500));
  const strangers = await relayScene2022({ firstKey: 9 }).stream();
  const cut = relay.streamBytes - 1;
  const openings = [
    [noise],
    [noise.subarray(0, 1)],
    [flipped],
    [strangers.sent],
    [sent.subarray(0, cut), sent.subarray(cut)],
  ];
  for (const chunks of openings) {
    const { requests, heard, stages, error } = await accept(chunks);
    assertInstanceOf(error, StreamError);
    assertEquals(error.fault, "unauthenticated");
    assertEquals([requests.length, heard.length, stages.length], [0, 0, 0]);
  }
});

Deno.test("IdentityRelayInbound.accept() waits for the rest of the beginning where it may come in pieces", async () => {
  const { sent, stripped } = await SCENE.stream();
  const pieces = Array.from(sent, (byte) => Uint8Array.of(byte));
  const { requests, error } = await accept(pieces, { isOneRead: false });
  assertEquals(error, undefined);
  assertEquals(requests, [{ target: exit, user: undefined, payload: stripped }]);
  const short = await accept(pieces.slice(0, relay.streamBytes - 1), { isOneRead: false });
  assertInstanceOf(short.error, StreamError);
  assertEquals(short.requests, []);
});

Deno.test("IdentityRelayInbound.accept() asks for nothing where nothing comes, and says nothing when it fails", async () => {
  const { requests, heard, error } = await accept([]);
  assertEquals([requests, heard.length, error], [[], 0, undefined]);
  const { sent } = await SCENE.stream();
  for (const failure of ["refused", "timed_out", "name_not_found"] as const) {
    const refused = await converse(
      new IdentityRelayInbound({ relay, destinations, isOneRead: true }),
      [sent],
      failure,
    );
    assertEquals(refused.heard, concatBytes());
  }
});

function accept(chunks: readonly Uint8Array[], { isOneRead = true } = {}) {
  return converse(new IdentityRelayInbound({ relay, destinations, isOneRead }), chunks);
}
