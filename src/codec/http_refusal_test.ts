import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { DialFailure } from "../net/dial_failure.ts";
import { DecodeError, type DecodeReason } from "./decode_error.ts";
import { encodeRefusal, refusalOfDial, refusalOfRequest } from "./http_refusal.ts";

Deno.test("encodeRefusal() tells programs a status and people a reason", () => {
  assertEquals(
    textOf(encodeRefusal({ status: 403, text: "no" }, { method: "GET", connection: "close" })),
    "HTTP/1.1 403 Forbidden\r\n" +
      "Content-Type: text/plain; charset=utf-8\r\n" +
      "Content-Length: 10\r\n" +
      "Connection: close\r\n" +
      "\r\n" +
      "umbra: no\n",
  );
});

Deno.test("encodeRefusal() says with 407 what credentials are asked for", () => {
  const answer = encodeRefusal({ status: 407, text: "no" }, {
    method: undefined,
    connection: "keep-alive",
  });
  assertStringIncludes(textOf(answer), '\r\nProxy-Authenticate: Basic realm="umbra"\r\n');
  assertStringIncludes(textOf(answer), "\r\nConnection: keep-alive\r\n");
});

Deno.test("encodeRefusal() has no body for HEAD, but its length", () => {
  const refusal = { status: 502, text: "no" } as const;
  const answer = textOf(encodeRefusal(refusal, { method: "HEAD", connection: "close" }));
  assertMatch(answer, /\r\nContent-Length: 10\r\n.*\r\n\r\n$/);
});

const STATUSES: Record<DialFailure, number> = {
  refused: 502,
  network_unreachable: 502,
  host_unreachable: 502,
  timed_out: 504,
  name_not_found: 502,
  unsupported: 502,
  denied: 403,
  cancelled: 502,
  other: 502,
};
for (const [failure, status] of Object.entries(STATUSES)) {
  Deno.test(`refusalOfDial() gives ${status} to "${failure}"`, () => {
    assertEquals(refusalOfDial(failure as DialFailure).status, status);
  });
}

Deno.test("refusalOfDial() has a different text for each failure", () => {
  const texts = Object.keys(STATUSES).map((failure) => refusalOfDial(failure as DialFailure).text);
  assertEquals(new Set(texts).size, texts.length);
});

const REASONS: Partial<Record<DecodeReason, number>> = {
  bad_version: 505,
  too_long: 431,
  bad_length: 400,
  bad_field: 400,
  bad_text: 400,
};
for (const [reason, status] of Object.entries(REASONS)) {
  Deno.test(`refusalOfRequest() gives ${status} to "${reason}"`, () => {
    const refusal = refusalOfRequest(new DecodeError(reason as DecodeReason, "Cannot read"));
    assertEquals(refusal, { status, text: "Cannot read" });
  });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
