import { assertEquals, assertThrows } from "@std/assert";
import { bytesOf } from "../../tests/support/http_text.ts";
import { DecodeError } from "./decode_error.ts";
import { decodeResponseHead } from "./http_response.ts";

Deno.test("decodeResponseHead() reads version, status, reason and fields", () => {
  assertEquals(decode("HTTP/1.1 404 Not \xe4 Found\r\nServer: x\r\n\r\n"), {
    version: "1.1",
    status: 404,
    reason: "Not \xe4 Found",
    fields: [{ name: "Server", key: "server", value: "x" }],
  });
});

Deno.test("decodeResponseHead() takes a status line without a reason, with and without its space", () => {
  assertEquals(decode("HTTP/1.0 200 \r\n\r\n").reason, "");
  assertEquals(decode("HTTP/1.0 200\r\n\r\n").reason, "");
});

const BAD_STATUS_LINES = [
  "",
  "ICY 200 OK",
  "HTTP/1.1",
  "HTTP/1.1 20 x",
  "HTTP/1.1 2000",
  "HTTP/1.1 099 x",
];
for (const line of BAD_STATUS_LINES) {
  Deno.test(`decodeResponseHead() throws "bad_field" at ${JSON.stringify(line)}`, () => {
    assertReason(`${line}\r\nServer: x\r\n\r\n`, "bad_field");
  });
}

Deno.test('decodeResponseHead() throws "bad_version" at HTTP/2.0', () => {
  assertReason("HTTP/2.0 200 OK\r\n\r\n", "bad_version");
});

function decode(text: string) {
  return decodeResponseHead(bytesOf(text));
}

function assertReason(text: string, reason: string): void {
  assertEquals(assertThrows(() => decode(text), DecodeError).reason, reason);
}
