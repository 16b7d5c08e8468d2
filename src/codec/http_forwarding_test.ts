import { assertEquals } from "@std/assert";
import { bytesOf, httpMessage, textOf } from "../../tests/support/http_text.ts";
import { type ConnectionOption, forwardedRequest, forwardedResponse } from "./http_forwarding.ts";
import { decodeRequestHead } from "./http_request.ts";
import { decodeResponseHead } from "./http_response.ts";
import { parseProxyTarget } from "./http_target.ts";

Deno.test("forwardedRequest() takes the Host from the target, and asks for a close", () => {
  assertForwarded("GET http://a.b:81/c?d HTTP/1.1", ["Host: evil", "Accept: */*"], [
    "GET /c?d HTTP/1.1",
    "Host: a.b:81",
    "Accept: */*",
    "Connection: close",
  ]);
});

Deno.test("forwardedRequest() gives a Host to a client that sends none, and leaves HTTP/1.0 at that", () => {
  assertForwarded("GET http://[::1]/ HTTP/1.0", [], [
    "GET / HTTP/1.0",
    "Host: [::1]",
    "Connection: close",
  ]);
});

Deno.test("forwardedRequest() takes out what was for the proxy, and all that Connection names", () => {
  const fields = [
    "Connection: Keep-Alive, X-Hop , y-hop",
    "Connection: Z-Hop",
    "Keep-Alive: timeout=5",
    "Proxy-Connection: keep-alive",
    "Proxy-Authorization: Basic eDp5",
    "Proxy-Authenticate: Basic",
    "proxy-anything: x",
    "X-Hop: 1",
    "Y-Hop: 2",
    "Z-hop: 3",
    "TE: gzip",
    "Upgrade: unasked",
    "Proxied: no",
    "Cookie: a\xff",
  ];
  assertForwarded("GET http://a/ HTTP/1.1", fields, [
    "GET / HTTP/1.1",
    "Host: a",
    "Proxied: no",
    "Cookie: a\xff",
    "Connection: close",
  ]);
});

Deno.test("forwardedRequest() keeps the fields that frame the body, though Connection names them", () => {
  const framing = ["Content-Length: 5", "Transfer-Encoding: chunked", "Trailer: X"];
  const named = "Connection: content-length, transfer-encoding, trailer, host";
  assertForwarded("POST http://a/ HTTP/1.1", [named, "Host: a", ...framing], [
    "POST / HTTP/1.1",
    "Host: a",
    ...framing,
    "Connection: close",
  ]);
});

Deno.test("forwardedRequest() passes on that the client takes trailers", () => {
  assertForwarded("GET http://a/ HTTP/1.1", ["TE: gzip;q=0.5, Trailers", "Connection: TE"], [
    "GET / HTTP/1.1",
    "Host: a",
    "TE: trailers",
    "Connection: close",
  ]);
});

Deno.test("forwardedRequest() passes on the offer of another protocol", () => {
  const fields = ["Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x"];
  assertForwarded("GET http://a/ HTTP/1.1", fields, [
    "GET / HTTP/1.1",
    "Host: a",
    "Sec-WebSocket-Key: x",
    "Connection: Upgrade",
    "Upgrade: websocket",
  ]);
});

const ANSWER = [
  "HTTP/1.0 200 Fine",
  "Connection: close, x-hop",
  "Keep-Alive: max=3",
  "X-Hop: 1",
  "Proxy-Authenticate: Basic",
  "Upgrade: h2c",
  "Transfer-Encoding: chunked",
  "Trailer: X",
  "Set-Cookie: a",
  "Set-Cookie: b",
];
const ANSWERED = ["Transfer-Encoding: chunked", "Trailer: X", "Set-Cookie: a", "Set-Cookie: b"];
const OPTIONS: Record<ConnectionOption, readonly string[]> = {
  "keep-alive": ["Connection: keep-alive"],
  "close": ["Connection: close"],
  "upgrade": ["Connection: Upgrade", "Upgrade: h2c"],
  "none": [],
};
for (const [option, fields] of Object.entries(OPTIONS)) {
  Deno.test(`forwardedResponse() speaks HTTP/1.1, and says ${option} about the connection`, () => {
    const head = decodeResponseHead(bytesOf(httpMessage(ANSWER)));
    assertEquals(
      linesOf(forwardedResponse(head, option as ConnectionOption)),
      ["HTTP/1.1 200 Fine", ...ANSWERED, ...fields],
    );
  });
}

function assertForwarded(
  requestLine: string,
  fields: readonly string[],
  forwarded: readonly string[],
): void {
  const head = decodeRequestHead(bytesOf(httpMessage([requestLine, ...fields])));
  const target = parseProxyTarget(head);
  if (target.kind !== "forward") throw new Error(`not absolute-form: ${requestLine}`);
  assertEquals(linesOf(forwardedRequest(head, target)), forwarded);
}

function linesOf(head: Uint8Array): readonly string[] {
  const lines = textOf(head).split("\r\n");
  assertEquals(lines.splice(-2), ["", ""]);
  return lines;
}
