import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DecodeError } from "../codec/decode_error.ts";
import { decodeRequestHead } from "../codec/http_request.ts";
import { bytesOf, cut, httpMessage, textOf } from "../../tests/support/http_text.ts";
import { HttpResponseFramer } from "./http_response_framer.ts";

const HINTS = httpMessage(["HTTP/1.1 103 Early Hints", "Link: x"]);
const CHUNKED = "Transfer-Encoding: chunked";
const LENGTH = "Content-Length: 5";
const UPGRADE = ["Connection: Upgrade", "Upgrade: chat"];
const SWITCH = "HTTP/1.1 101 Switching Protocols";

const ANSWERS = [
  {
    what: "a known length",
    request: "GET",
    sent: httpMessage(["HTTP/1.1 200 OK", LENGTH], "hello") + "more",
    passed: httpMessage(["HTTP/1.1 200 OK", LENGTH, "Connection: keep-alive"], "hello"),
    stage: "complete",
  },
  {
    what: "chunks after interim answers",
    request: "GET",
    sent: HINTS + HINTS + httpMessage(["HTTP/1.1 200 OK", CHUNKED], "1\r\nx\r\n0\r\n\r\n") + "more",
    passed: HINTS + HINTS +
      httpMessage(["HTTP/1.1 200 OK", CHUNKED, "Connection: keep-alive"], "1\r\nx\r\n0\r\n\r\n"),
    stage: "complete",
  },
  {
    what: "no body",
    request: "HEAD",
    sent: httpMessage(["HTTP/1.1 200 OK", LENGTH], "more"),
    passed: httpMessage(["HTTP/1.1 200 OK", LENGTH, "Connection: keep-alive"]),
    stage: "complete",
  },
  {
    what: "an end by close",
    request: "GET",
    sent: httpMessage(["HTTP/1.1 200 OK", "Connection: keep-alive"], "hello"),
    passed: httpMessage(["HTTP/1.1 200 OK", "Connection: close"], "hello"),
    stage: "body",
  },
  {
    what: "another protocol",
    request: "UPGRADE",
    sent: HINTS + httpMessage([SWITCH, ...UPGRADE], "HTTP/1.1 200 OK\r\n\r\n"),
    passed: HINTS + httpMessage([SWITCH, ...UPGRADE], "HTTP/1.1 200 OK\r\n\r\n"),
    stage: "switched",
  },
];
for (const { what, request, sent, passed, stage } of ANSWERS) {
  Deno.test(`HttpResponseFramer.push() passes an answer with ${what}, however it is cut`, () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (sizes) => {
      const framer = framerFor(request);
      const parts = cut(bytesOf(sent), sizes).map((piece) => push(framer, piece));
      assertEquals(parts.join(""), passed);
      assertEquals(framer.stage, stage);
    }));
  });
}

Deno.test("HttpResponseFramer.push() hands on a piece of a body without a copy", () => {
  const framer = framerFor("GET");
  push(framer, bytesOf(httpMessage(["HTTP/1.1 200 OK", LENGTH])));
  const piece = bytesOf("hello more");
  const passed = framer.push(piece, { requestEnded: true });
  assertEquals(passed.buffer, piece.buffer);
  assertEquals(passed.length, 5);
});

Deno.test("HttpResponseFramer.finish() completes only what ends by close", () => {
  for (const { request, sent, what } of ANSWERS) {
    for (let length = 0; length < sent.indexOf("hello"); length++) {
      const framer = framerFor(request);
      push(framer, bytesOf(sent.slice(0, length)));
      const headIsWhole = sent.slice(0, length).includes("\r\n\r\n");
      assertEquals(framer.finish(), what === "an end by close" && headIsWhole);
    }
    const framer = framerFor(request);
    push(framer, bytesOf(sent));
    assertEquals(framer.finish(), what !== "another protocol");
  }
});

const PERSISTENCE = [
  { what: "the client wants it", request: "GET", requestEnded: true, sent: LENGTH, keeps: true },
  {
    what: "the client wants a close",
    request: "CLOSE",
    requestEnded: true,
    sent: LENGTH,
    keeps: false,
  },
  {
    what: "the client speaks HTTP/1.0",
    request: "OLD",
    requestEnded: true,
    sent: LENGTH,
    keeps: false,
  },
  {
    what: "the request is not over",
    request: "GET",
    requestEnded: false,
    sent: LENGTH,
    keeps: false,
  },
  {
    what: "the answer ends by close",
    request: "GET",
    requestEnded: true,
    sent: "A: b",
    keeps: false,
  },
];
for (const { what, request, requestEnded, sent, keeps } of PERSISTENCE) {
  Deno.test(`HttpResponseFramer.keepsAlive is ${keeps} when ${what}, and the client is told so`, () => {
    const framer = framerFor(request);
    const head = httpMessage(["HTTP/1.1 200 OK", sent]);
    const passed = textOf(framer.push(bytesOf(head), { requestEnded }));
    assertEquals(framer.keepsAlive, keeps);
    assertEquals(passed.includes(`\r\nConnection: ${keeps ? "keep-alive" : "close"}\r\n`), true);
  });
}

Deno.test("HttpResponseFramer.push() throws when protocols are switched before the request is over", () => {
  const head = bytesOf(httpMessage([SWITCH, ...UPGRADE]));
  assertThrows(() => framerFor("UPGRADE").push(head, { requestEnded: false }), DecodeError);
  assertThrows(() => framerFor("GET").push(head, { requestEnded: true }), DecodeError);
});

const REQUESTS: Record<string, readonly string[]> = {
  GET: ["GET http://a/ HTTP/1.1"],
  HEAD: ["HEAD http://a/ HTTP/1.1"],
  CLOSE: ["GET http://a/ HTTP/1.1", "Connection: close"],
  OLD: ["GET http://a/ HTTP/1.0", "Connection: keep-alive"],
  UPGRADE: ["GET http://a/ HTTP/1.1", ...UPGRADE],
};

function framerFor(request: string): HttpResponseFramer {
  return new HttpResponseFramer(decodeRequestHead(bytesOf(httpMessage(REQUESTS[request]!))));
}

function push(framer: HttpResponseFramer, bytes: Uint8Array): string {
  return textOf(framer.push(bytes, { requestEnded: true }));
}
