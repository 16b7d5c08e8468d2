import { assertEquals, assertThrows } from "@std/assert";
import { DecodeError } from "./decode_error.ts";
import { requestBodyLength, responseBodyLength } from "./http_body_length.ts";
import { httpField } from "./http_fields.ts";

const LENGTH_5 = ["Content-Length", "5"] as const;
const CHUNKED = ["Transfer-Encoding", "Chunked"] as const;
type Field = readonly [name: string, value: string];

Deno.test("requestBodyLength() is zero without a field, and what the field says otherwise", () => {
  assertEquals(request("GET"), { kind: "known", bytes: 0 });
  assertEquals(request("POST", LENGTH_5), { kind: "known", bytes: 5 });
  assertEquals(request("POST", ["Content-Length", "0005"]), { kind: "known", bytes: 5 });
  assertEquals(request("POST", CHUNKED), { kind: "chunked" });
});

const AMBIGUOUS: Record<string, readonly Field[]> = {
  "Content-Length beside Transfer-Encoding": [LENGTH_5, CHUNKED],
  "Transfer-Encoding beside Content-Length": [CHUNKED, LENGTH_5],
  "two different Content-Lengths": [LENGTH_5, ["Content-Length", "6"]],
  "the same Content-Length twice": [LENGTH_5, LENGTH_5],
  "a list of Content-Lengths": [["Content-Length", "5, 5"]],
  "an empty Content-Length": [["Content-Length", ""]],
  "a signed Content-Length": [["Content-Length", "+5"]],
  "a negative Content-Length": [["Content-Length", "-5"]],
  "a hexadecimal Content-Length": [["Content-Length", "0x5"]],
  "a fractional Content-Length": [["Content-Length", "5.0"]],
  "a Content-Length with a space in it": [["Content-Length", "5 0"]],
  "a Content-Length in other digits": [["Content-Length", "\xb2"]],
  "a Content-Length of 16 digits": [["Content-Length", "1000000000000000"]],
  "Transfer-Encoding twice": [CHUNKED, CHUNKED],
  "another coding before chunked": [["Transfer-Encoding", "gzip, chunked"]],
  "another coding after chunked": [["Transfer-Encoding", "chunked, identity"]],
  "chunked in quotes": [["Transfer-Encoding", '"chunked"']],
  "chunked with a parameter": [["Transfer-Encoding", "chunked;a=b"]],
  "identity": [["Transfer-Encoding", "identity"]],
  "an empty Transfer-Encoding": [["Transfer-Encoding", ""]],
};
for (const [what, fields] of Object.entries(AMBIGUOUS)) {
  Deno.test(`requestBodyLength() and responseBodyLength() throw "bad_length" at ${what}`, () => {
    assertBadLength(() => request("POST", ...fields));
    assertBadLength(() => response({ status: 200 }, ...fields));
  });
}

Deno.test('requestBodyLength() throws "bad_length" at Transfer-Encoding in HTTP/1.0', () => {
  const fields = [httpField(...CHUNKED)];
  const head = { method: "POST", target: "/", version: "1.0", fields } as const;
  assertBadLength(() => requestBodyLength(head));
});

Deno.test('requestBodyLength() throws "bad_length" when CONNECT has a body', () => {
  assertBadLength(() => request("CONNECT", LENGTH_5));
  assertBadLength(() => request("CONNECT", CHUNKED));
  assertEquals(request("CONNECT", ["Content-Length", "0"]), { kind: "known", bytes: 0 });
});

Deno.test("responseBodyLength() lasts until the connection closes when nothing else is said", () => {
  assertEquals(response({ status: 200 }), { kind: "until_close" });
  assertEquals(response({ status: 200 }, LENGTH_5), { kind: "known", bytes: 5 });
  assertEquals(response({ status: 500 }, CHUNKED), { kind: "chunked" });
});

Deno.test("responseBodyLength() is zero for HEAD and for statuses without a body, whatever fields say", () => {
  assertEquals(response({ status: 200, method: "HEAD" }, LENGTH_5), { kind: "known", bytes: 0 });
  for (const status of [100, 103, 204, 304]) {
    assertEquals(response({ status }, LENGTH_5), { kind: "known", bytes: 0 });
    assertEquals(response({ status }, CHUNKED), { kind: "known", bytes: 0 });
  }
});

function request(method: string, ...fields: readonly Field[]) {
  return requestBodyLength({ method, target: "/", version: "1.1", fields: parsed(fields) });
}

function response(
  { status, method = "GET" }: { status: number; method?: string },
  ...fields: readonly Field[]
) {
  return responseBodyLength({ status, version: "1.1", reason: "", fields: parsed(fields) }, method);
}

function parsed(fields: readonly Field[]) {
  return fields.map(([name, value]) => httpField(name, value));
}

function assertBadLength(run: () => unknown): void {
  assertEquals(assertThrows(run, DecodeError).reason, "bad_length");
}
