import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import fc from "fast-check";
import { decodeHead } from "../codec/http_head.ts";
import { fieldValues } from "../codec/http_fields.ts";
import { encodeHealthRequest } from "./health_request.ts";

const TARGET = { address: { host: "example.com", port: 80 }, path: "/ok" };

Deno.test("encodeHealthRequest() is a request for the target, whatever chance says", () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(fc.property(fc.array(chance, { minLength: 1, maxLength: 50 }), (chances) => {
    const { startLine, fields } = decodeHead(encodeHealthRequest(TARGET, inTurn(chances)));
    assertMatch(startLine, /^(GET|HEAD) \/ok HTTP\/1\.1$/);
    assertEquals(fieldValues(fields, "host"), ["example.com"]);
    assertEquals(fieldValues(fields, "connection"), ["close"]);
    assertEquals(new Set(fields.map(({ key }) => key)).size, fields.length);
  }));
});

Deno.test("encodeHealthRequest() names the port unless it is 80, and puts IPv6 in brackets", () => {
  const hosts = [
    [{ host: "example.com", port: 8080 }, "example.com:8080"],
    [{ host: "2001:db8::1", port: 80 }, "[2001:db8::1]"],
    [{ host: "2001:db8::1", port: 81 }, "[2001:db8::1]:81"],
  ] as const;
  for (const [address, expected] of hosts) {
    const { fields } = decodeHead(encodeHealthRequest({ address, path: "/" }, Math.random));
    assertEquals(fieldValues(fields, "host"), [expected]);
  }
});

Deno.test("encodeHealthRequest() has no length, first line or order of fields of its own", () => {
  const requests = Array.from({ length: 200 }, () => encodeHealthRequest(TARGET, Math.random));
  const heads = requests.map(decodeHead);
  assertGreater(new Set(requests.map(({ length }) => length)).size, 100);
  assertEquals(new Set(heads.map(({ startLine }) => startLine)).size, 2);
  const orders = new Set(heads.map(({ fields }) => fields.map(({ key }) => key).join()));
  assertGreater(orders.size, 50);
  assert(heads.every(({ fields }) => fields[0]!.key === "host"));
});

function inTurn(values: readonly number[]): () => number {
  let turn = 0;
  return () => values[turn++ % values.length]!;
}
