import { assertEquals, assertInstanceOf, assertNotMatch, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import type { DialFailure } from "../net/dial_failure.ts";
import { StreamError } from "../net/stream_error.ts";
import { HttpScene } from "../../tests/support/http_scene.ts";
import { bytesOf, cut, httpMessage } from "../../tests/support/http_text.ts";
import { Credentials } from "./credentials.ts";
import { HttpInbound } from "./http_inbound.ts";

const OPEN = new HttpInbound({ credentials: new Credentials([]) });
const GUARDED = new HttpInbound({
  credentials: new Credentials([{ name: "al\xefce", password: "won:der" }]),
});

const CONNECT = httpMessage(["CONNECT a:443 HTTP/1.1", "Host: a:443"]);
const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

Deno.test("HttpInbound.accept() opens a tunnel, beginning with what came together with CONNECT", async () => {
  const scene = new HttpScene(OPEN);
  await scene.client.say(CONNECT + "hello");
  const target = await scene.target();
  await scene.client.hears(ESTABLISHED);
  await target.hears("hello");
  await target.say("GET / HTTP/1.1\r\n\r\n");
  await scene.client.hears("GET / HTTP/1.1\r\n\r\n");
  await target.finish();
  assertEquals(await scene.client.hearsAll(), "");
  await scene.client.say("bye");
  await scene.client.finish();
  assertEquals(await target.hearsAll(), "bye");
  assertEquals(await scene.over, { stages: ["ADDR"], error: undefined });
  assertEquals(scene.dialed, ["a:443"]);
});

Deno.test("HttpInbound.accept() opens a tunnel wherever the bytes are cut", async () => {
  const bytes = bytesOf(`${CONNECT}hello`);
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 })), async (sizes) => {
    const scene = new HttpScene(OPEN);
    const saying = (async () => {
      for (const piece of cut(bytes, sizes)) await scene.client.conn.write(piece);
    })();
    const target = await scene.target();
    await scene.client.hears(ESTABLISHED);
    await target.hears("hello");
    await saying;
    scene.client.conn.close();
    target.conn.close();
    assertStrictEquals((await scene.over).error, undefined);
  }));
});

Deno.test("HttpInbound.accept() opens a tunnel after exchanges on the same connection", async () => {
  const scene = new HttpScene(OPEN);
  await scene.client.say(httpMessage(["GET http://a/ HTTP/1.1"]) + CONNECT);
  const first = await scene.target();
  first.say(httpMessage(["HTTP/1.1 204 No Content"])).catch(() => {});
  await scene.client.hears(httpMessage(["HTTP/1.1 204 No Content", "Connection: keep-alive"]));
  await scene.client.hears(ESTABLISHED);
  assertEquals(scene.dialed, ["a:80", "a:443"]);
  scene.client.conn.close();
  (await scene.target()).conn.close();
  assertStrictEquals((await scene.over).error, undefined);
});

Deno.test("HttpInbound.accept() ends without a word when the client finishes without one", async () => {
  const scene = new HttpScene(OPEN);
  await scene.client.finish();
  assertEquals(await scene.client.hearsAll(), "");
  assertEquals(await scene.over, { stages: [], error: undefined });
});

Deno.test('HttpInbound.accept() throws "truncated" when the client finishes anywhere in a head', async () => {
  for (let length = 1; length < CONNECT.length; length++) {
    const scene = new HttpScene(OPEN);
    await scene.client.say(CONNECT.slice(0, length));
    await scene.client.finish();
    assertEquals(await scene.client.hearsAll(), "");
    assertFault((await scene.over).error, "truncated");
  }
});

const POST = "POST http://a/ HTTP/1.1";
const CHUNKED = "Transfer-Encoding: chunked";
const REFUSED: Record<string, { readonly said: string; readonly status: string }> = {
  "origin-form": { said: httpMessage(["GET / HTTP/1.1", "Host: a"]), status: "400" },
  "asterisk-form": { said: httpMessage(["OPTIONS * HTTP/1.1", "Host: a"]), status: "400" },
  "https": { said: httpMessage(["GET https://a/ HTTP/1.1"]), status: "400" },
  "credentials in the URL": { said: httpMessage(["GET http://u:p@a/ HTTP/1.1"]), status: "400" },
  "port 0": { said: httpMessage(["CONNECT a:0 HTTP/1.1"]), status: "400" },
  "no request line": { said: httpMessage(["hello"]), status: "400" },
  "a bare LF": { said: "GET http://a/ HTTP/1.1\n", status: "400" },
  "NUL": { said: httpMessage(["GET http://a/ HTTP/1.1", "A: b\0"]), status: "400" },
  "a folded field": { said: httpMessage(["GET http://a/ HTTP/1.1", "A: b", " c"]), status: "400" },
  "a space before the colon": {
    said: httpMessage([POST, "Content-Length : 1"], "x"),
    status: "400",
  },
  "two Hosts": { said: httpMessage([POST, "Host: a", "Host: b"]), status: "400" },
  "CL and TE": {
    said: httpMessage([POST, "Content-Length: 5", CHUNKED], "0\r\n\r\n"),
    status: "400",
  },
  "two CLs": {
    said: httpMessage([POST, "Content-Length: 1", "Content-Length: 1"], "x"),
    status: "400",
  },
  "a list of CLs": { said: httpMessage([POST, "Content-Length: 1, 1"], "x"), status: "400" },
  "a signed CL": { said: httpMessage([POST, "Content-Length: +1"], "x"), status: "400" },
  "an unknown TE": { said: httpMessage([POST, "Transfer-Encoding: xchunked"]), status: "400" },
  "TE twice": { said: httpMessage([POST, CHUNKED, CHUNKED], "0\r\n\r\n"), status: "400" },
  "TE in HTTP/1.0": { said: httpMessage(["POST http://a/ HTTP/1.0", CHUNKED]), status: "400" },
  "a broken first chunk": { said: httpMessage([POST, CHUNKED], "x\r\n"), status: "400" },
  "CONNECT with CL": {
    said: httpMessage(["CONNECT a:1 HTTP/1.1", "Content-Length: 1"]),
    status: "400",
  },
  "CONNECT with TE": { said: httpMessage(["CONNECT a:1 HTTP/1.1", CHUNKED]), status: "400" },
  "a long head": { said: `GET http://a/${"x".repeat(17_000)}`, status: "431" },
  "many fields": { said: httpMessage([POST, ...Array(101).fill("A: b")]), status: "431" },
  "HTTP/2": { said: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: "505" },
  "HTTP/0.9": { said: httpMessage(["GET http://a/ HTTP/0.9"]), status: "505" },
};
for (const [what, { said, status }] of Object.entries(REFUSED)) {
  Deno.test(`HttpInbound.accept() answers ${status} to ${what}, and dials nobody`, async () => {
    const scene = new HttpScene(OPEN);
    scene.client.say(said).catch(() => {});
    const heard = await scene.client.hearsAll();
    assertEquals(heard.slice(0, 12), `HTTP/1.1 ${status}`);
    assertEquals(heard.includes("\r\nConnection: close\r\n"), true);
    await scene.client.finish();
    assertFault((await scene.over).error, "rejected");
    assertEquals(scene.dialed, []);
  });
}

const FAILURES: Record<string, DialFailure> = {
  "502 Bad Gateway": "refused",
  "504 Gateway Timeout": "timed_out",
  "403 Forbidden": "denied",
};
for (const [status, failure] of Object.entries(FAILURES)) {
  for (const said of [CONNECT, httpMessage(["GET http://a/ HTTP/1.1"], "next")]) {
    const method = said.split(" ")[0];
    Deno.test(`HttpInbound.accept() answers ${status} when ${method} fails as "${failure}"`, async () => {
      const scene = new HttpScene(OPEN, failure);
      await scene.client.say(said);
      const heard = await scene.client.hearsAll();
      assertEquals(heard.split("\r\n")[0], `HTTP/1.1 ${status}`);
      assertEquals(/\r\nConnection: close\r\n\r\numbra: .+\n$/.test(heard), true);
      await scene.client.finish();
      await scene.over;
    });
  }
}

Deno.test("HttpInbound.accept() refuses HEAD without a body", async () => {
  const scene = new HttpScene(OPEN, "refused");
  await scene.client.say(httpMessage(["HEAD http://a/ HTTP/1.1"]));
  assertEquals((await scene.client.hearsAll()).endsWith("\r\n\r\n"), true);
  await scene.client.finish();
  await scene.over;
});

const KEY = `Proxy-Authorization: Basic ${new TextEncoder().encode("al\xefce:won:der").toBase64()}`;
const GET = ["GET http://a/ HTTP/1.1", "Host: a"];
const CHALLENGE = challenge("this proxy asks for a user name and password", "keep-alive");
const LAST_CHALLENGE = challenge("this proxy asks for a user name and password", "close");

Deno.test("HttpInbound.accept() serves a user, whose credentials go no further", async () => {
  const scene = new HttpScene(GUARDED);
  await scene.client.say(httpMessage([...GET, KEY]));
  const target = await scene.target();
  await target.hears(httpMessage(["GET / HTTP/1.1", "Host: a", "Connection: close"]));
  assertEquals(scene.dialed, ["al\xefce@a:80"]);
  target.conn.close();
  scene.client.conn.close();
  await scene.over;
});

Deno.test("HttpInbound.accept() asks for credentials, and serves who gives them on the same connection", async () => {
  const scene = new HttpScene(GUARDED);
  for (const lines of [GET, [...GET, "Proxy-Authorization: Digest x"]]) {
    await scene.client.say(httpMessage(lines));
    await scene.client.hears(CHALLENGE);
  }
  await scene.client.say(httpMessage(["CONNECT a:443 HTTP/1.1", KEY]));
  await scene.client.hears(ESTABLISHED);
  assertEquals(scene.dialed, ["al\xefce@a:443"]);
  (await scene.target()).conn.close();
  scene.client.conn.close();
  assertEquals(await scene.over, { stages: ["ADDR"], error: undefined });
});

Deno.test("HttpInbound.accept() asks for credentials with each request", async () => {
  const scene = new HttpScene(GUARDED);
  await scene.client.say(httpMessage([...GET, KEY]) + httpMessage(GET));
  const answer = ["HTTP/1.1 200 OK", "Content-Length: 0"];
  (await scene.target()).say(httpMessage(answer)).catch(() => {});
  await scene.client.hears(httpMessage([...answer, "Connection: keep-alive"]));
  await scene.client.hears(CHALLENGE);
  assertEquals(scene.dialed.length, 1);
  await scene.client.finish();
  assertStrictEquals((await scene.over).error, undefined);
});

Deno.test("HttpInbound.accept() does not ask for credentials for ever", async () => {
  const scene = new HttpScene(GUARDED);
  for (let time = 1; time < 4; time++) {
    await scene.client.say(httpMessage(GET));
    await scene.client.hears(CHALLENGE);
  }
  await scene.client.say(httpMessage(GET));
  assertEquals(await scene.client.hearsAll(), LAST_CHALLENGE);
  await scene.client.finish();
  assertFault((await scene.over).error, "bad_credentials");
});

const LAST_CHANCES: Record<string, string> = {
  "a body": httpMessage(["POST http://a/ HTTP/1.1", "Content-Length: 1000"], "x".repeat(1000)),
  "a body to come": httpMessage(["POST http://a/ HTTP/1.1", CHUNKED, "Expect: 100-continue"]),
  "Connection: close": httpMessage([...GET, "Connection: close"]),
  "HTTP/1.0": httpMessage(["GET http://a/ HTTP/1.0"]),
};
for (const [what, said] of Object.entries(LAST_CHANCES)) {
  Deno.test(`HttpInbound.accept() asks for credentials and closes when a request has ${what}`, async () => {
    const scene = new HttpScene(GUARDED);
    await scene.client.say(said);
    assertEquals(await scene.client.hearsAll(), LAST_CHALLENGE);
    await scene.client.finish();
    assertFault((await scene.over).error, "bad_credentials");
    assertEquals(scene.dialed, []);
  });
}

Deno.test("HttpInbound.accept() asks in answer to HEAD without a body", async () => {
  const scene = new HttpScene(GUARDED);
  await scene.client.say(httpMessage(["HEAD http://a/ HTTP/1.1"]));
  await scene.client.hears(CHALLENGE.slice(0, CHALLENGE.indexOf("umbra:")));
  await scene.client.say(httpMessage(["CONNECT a:443 HTTP/1.1"]));
  await scene.client.hears(CHALLENGE);
  await scene.client.finish();
  await scene.over;
});

const SECRET = "hunter2";
const WRONG: Record<string, readonly string[]> = {
  "a wrong password": [basic(`al\xefce:${SECRET}`)],
  "a wrong name": [basic(`${SECRET}:won:der`)],
  "empty ones": [basic(":")],
  "no colon": [basic(SECRET)],
  "no base64": ["Proxy-Authorization: Basic ###"],
  "bytes that are not UTF-8": [`Proxy-Authorization: Basic ${btoa("al\xefce:won:der")}`],
  "the right ones twice": [KEY, KEY],
  "the right ones beside others": [KEY, basic(SECRET)],
};
for (const [what, fields] of Object.entries(WRONG)) {
  Deno.test(`HttpInbound.accept() answers 407 to ${what} and ends, with no secret in the error`, async () => {
    const scene = new HttpScene(GUARDED);
    await scene.client.say(httpMessage([...GET, ...fields]) + httpMessage([...GET, KEY]));
    const heard = await scene.client.hearsAll();
    assertEquals(heard, challenge("the user name or password is wrong", "close"));
    await scene.client.finish();
    const { error } = await scene.over;
    assertFault(error, "bad_credentials");
    assertNotMatch(Deno.inspect(error), new RegExp(`${SECRET}|${btoa(SECRET)}`));
    assertEquals(scene.dialed, []);
  });
}

Deno.test("HttpInbound.accept() serves, refuses or ends whatever comes, and never hangs", async () => {
  const part = fc.constantFrom(
    "GET ",
    "http://a",
    "/",
    " HTTP/1.1",
    "\r\n",
    "A:",
    ":",
    "\n",
    "\0",
    "x",
  );
  await fc.assert(fc.asyncProperty(fc.array(part, { maxLength: 30 }), async (parts) => {
    const scene = new HttpScene(OPEN, "refused");
    const saying = scene.client.say(parts.join("")).then(() => scene.client.finish());
    await scene.client.hearsAll();
    await saying.catch(() => {});
    const { error } = await scene.over;
    if (error !== undefined) assertInstanceOf(error, StreamError);
  }));
});

function basic(claim: string): string {
  return `Proxy-Authorization: Basic ${new TextEncoder().encode(claim).toBase64()}`;
}

function challenge(text: string, connection: string): string {
  const body = `umbra: ${text}\n`;
  return httpMessage([
    "HTTP/1.1 407 Proxy Authentication Required",
    'Proxy-Authenticate: Basic realm="umbra"',
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${body.length}`,
    `Connection: ${connection}`,
  ], body);
}

function assertFault(error: unknown, fault: string): void {
  assertInstanceOf(error, StreamError);
  assertEquals(error.fault, fault);
}
