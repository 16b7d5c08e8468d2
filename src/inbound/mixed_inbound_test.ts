import { assertEquals, assertInstanceOf } from "@std/assert";
import type { Inbound, PendingStream } from "../net/inbound.ts";
import type { Progress } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { byteByByte, converse } from "../../tests/support/socks_client.ts";
import { MixedInbound } from "./mixed_inbound.ts";

/** Yields two requests for its own name, with all the bytes in the first. */
class NamedInbound implements Inbound {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  async *accept(client: StreamConn, progress: Progress): AsyncGenerator<PendingStream> {
    progress("ADDR");
    const nothing = () => Promise.resolve();
    const target = { host: this.#name, port: 1 };
    yield { kind: "stream", target, user: undefined, client, proceed: nothing, abort: nothing };
    yield { kind: "stream", target, user: undefined, client, proceed: nothing, abort: nothing };
  }
}

const MIXED = new MixedInbound({
  socks5: new NamedInbound("socks5"),
  socks4: new NamedInbound("socks4"),
  http: new NamedInbound("http"),
});

for (
  const [name, text] of [
    ["socks5", "\x05\x01\x00rest"],
    ["socks4", "\x04\x01rest"],
    ["http", "GET / HTTP/1.1\r\n"],
    ["http", "CONNECT a:1 HTTP/1.1\r\n"],
    ["http", "a"],
    ["http", "z"],
    ["http", "A"],
    ["http", "Z"],
  ] as const
) {
  Deno.test(`MixedInbound.accept() hands ${JSON.stringify(text)} to ${name}, whole`, async () => {
    const said = new TextEncoder().encode(text);
    for (const chunks of [[said], byteByByte(said)]) {
      const { requests, stages, error } = await converse(MIXED, chunks);
      const target = { host: name, port: 1 };
      assertEquals(requests, [
        { target, user: undefined, payload: said },
        { target, user: undefined, payload: new Uint8Array(0) },
      ]);
      assertEquals(stages, ["ADDR"]);
      assertEquals(error, undefined);
    }
  });
}

Deno.test("MixedInbound.accept() throws without an answer at every other first byte", async () => {
  for (let first = 0; first < 256; first++) {
    if (first === 4 || first === 5 || /[A-Za-z]/.test(String.fromCharCode(first))) continue;
    const { requests, heard, error } = await converse(MIXED, [Uint8Array.of(first, 1, 0)]);
    assertInstanceOf(error, StreamError);
    assertEquals([error.fault, requests.length, heard.length], ["rejected", 0, 0]);
  }
});

Deno.test("MixedInbound.accept() ends without a request when nothing is said", async () => {
  const { requests, stages, error } = await converse(MIXED, []);
  assertEquals([requests.length, stages.length, error], [0, 0, undefined]);
});
