import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { HostPort } from "../net/address.ts";
import { encodeConnectRequest, failureForStatus } from "./http_connect.ts";
import { decodeRequestHead } from "./http_request.ts";
import { parseProxyTarget } from "./http_target.ts";

const AUTHORITIES: readonly (readonly [HostPort, string])[] = [
  [{ host: "target.example", port: 0x1234 }, "target.example:4660"],
  [{ host: "_srv.target.example", port: 1 }, "_srv.target.example:1"],
  [{ host: "192.0.2.1", port: 65535 }, "192.0.2.1:65535"],
  [{ host: "2001:db8::1", port: 443 }, "[2001:db8::1]:443"],
];
for (const [target, authority] of AUTHORITIES) {
  Deno.test(`encodeConnectRequest() asks for ${authority}`, () => {
    const bytes = encodeConnectRequest(target, undefined);
    assertEquals(
      new TextDecoder().decode(bytes),
      `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
    );
    const address = parseProxyTarget(decodeRequestHead(bytes)).address;
    assertEquals(address, target);
  });
}

Deno.test("encodeConnectRequest() carries the credentials", () => {
  const head = decodeRequestHead(
    encodeConnectRequest({ host: "a", port: 1 }, "Basic YTpi"),
  );
  assertEquals(head.fields.map(({ name, value }) => [name, value]), [
    ["Host", "a:1"],
    ["Proxy-Authorization", "Basic YTpi"],
  ]);
});

Deno.test("encodeConnectRequest() refuses any host that could be read as more than a host", () => {
  for (
    const host of ["", "a b", "a\r\nX: y", "a/b", "a@b", "a:1", "bücher.example", "[::1]", "a\0"]
  ) {
    assertThrows(() => encodeConnectRequest({ host, port: 80 }, undefined), RangeError);
  }
  fc.assert(fc.property(fc.string({ unit: "binary" }), (host) => {
    try {
      const head = decodeRequestHead(encodeConnectRequest({ host, port: 80 }, undefined));
      assertEquals([head.fields.length, parseProxyTarget(head).address.host], [1, host]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }));
});

Deno.test("failureForStatus() knows the answers that are about the target, and no others", () => {
  const known = Array.from({ length: 900 }, (_, i) => i + 100)
    .map((status) => [status, failureForStatus(status)])
    .filter(([, failure]) => failure !== undefined);
  assertEquals(known, [
    [403, "denied"],
    [404, "host_unreachable"],
    [410, "host_unreachable"],
    [502, "other"],
    [503, "other"],
    [504, "timed_out"],
  ]);
});
