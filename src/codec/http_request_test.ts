import { assertEquals, assertThrows } from "@std/assert";
import { bytesOf } from "../../tests/support/http_text.ts";
import { DecodeError } from "./decode_error.ts";
import { decodeRequestHead, wantsClose, wantsUpgrade } from "./http_request.ts";

Deno.test("decodeRequestHead() reads method, target, version and fields", () => {
  assertEquals(decode("POST http://a/%20\xe4?b HTTP/1.0\r\nHost: a\r\n\r\n"), {
    method: "POST",
    target: "http://a/%20\xe4?b",
    version: "1.0",
    fields: [{ name: "Host", key: "host", value: "a" }],
  });
});

Deno.test("decodeRequestHead() lets one empty line pass before the request", () => {
  assertEquals(decode("\r\nGET / HTTP/1.1\r\n\r\n").method, "GET");
  assertReason("\r\n\r\nGET / HTTP/1.1\r\n\r\n", "bad_field");
  assertReason("\r\n\r\n", "bad_length");
});

const BAD_REQUEST_LINES = [
  "",
  "GET",
  "GET /",
  "GET / HTTP/1",
  "GET / HTTP/11",
  "GET / http/1.1",
  "GET / HTTP/1.1 ",
  "GET  / HTTP/1.1",
  "GET /  HTTP/1.1",
  "GET\t/\tHTTP/1.1",
  " GET / HTTP/1.1",
  "GET /a b HTTP/1.1",
  "G(T / HTTP/1.1",
  "GET / HTTP/1.10",
  "GET / FTP/1.1",
];
for (const line of BAD_REQUEST_LINES) {
  Deno.test(`decodeRequestHead() throws "bad_field" at ${JSON.stringify(line)}`, () => {
    assertReason(`${line}\r\nHost: a\r\n\r\n`, "bad_field");
  });
}

for (const version of ["0.9", "1.2", "2.0"]) {
  Deno.test(`decodeRequestHead() throws "bad_version" at HTTP/${version}`, () => {
    assertReason(`GET / HTTP/${version}\r\n\r\n`, "bad_version");
  });
}

Deno.test('decodeRequestHead() throws "bad_field" when there are two Hosts', () => {
  assertReason("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "bad_field");
});

const PERSISTENCE = [
  { version: "1.1", fields: "", close: false },
  { version: "1.1", fields: "Connection: keep-alive\r\n", close: false },
  { version: "1.1", fields: "Connection: TE, Close\r\n", close: true },
  { version: "1.1", fields: "Connection: x\r\nConnection: close\r\n", close: true },
  { version: "1.1", fields: "Proxy-Connection: close\r\n", close: true },
  { version: "1.1", fields: "X: close\r\n", close: false },
  { version: "1.0", fields: "", close: true },
  { version: "1.0", fields: "Connection: keep-alive\r\n", close: true },
];
for (const { version, fields, close } of PERSISTENCE) {
  Deno.test(`wantsClose() is ${close} for HTTP/${version} with ${JSON.stringify(fields)}`, () => {
    assertEquals(wantsClose(decode(`GET / HTTP/${version}\r\n${fields}\r\n`)), close);
  });
}

const UPGRADES = [
  { version: "1.1", fields: "Connection: Upgrade\r\nUpgrade: x\r\n", offers: true },
  { version: "1.1", fields: "Connection: keep-alive, upgrade\r\nUpgrade: x\r\n", offers: true },
  { version: "1.1", fields: "Upgrade: x\r\n", offers: false },
  { version: "1.1", fields: "Connection: upgrade\r\n", offers: false },
  { version: "1.0", fields: "Connection: upgrade\r\nUpgrade: x\r\n", offers: false },
];
for (const { version, fields, offers } of UPGRADES) {
  Deno.test(`wantsUpgrade() is ${offers} for HTTP/${version} with ${JSON.stringify(fields)}`, () => {
    assertEquals(wantsUpgrade(decode(`GET / HTTP/${version}\r\n${fields}\r\n`)), offers);
  });
}

function decode(text: string) {
  return decodeRequestHead(bytesOf(text));
}

function assertReason(text: string, reason: string): void {
  assertEquals(assertThrows(() => decode(text), DecodeError).reason, reason);
}
