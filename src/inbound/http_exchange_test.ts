import { assertEquals, assertInstanceOf, assertRejects, assertStrictEquals } from "@std/assert";
import { StreamError } from "../net/stream_error.ts";
import { httpMessage } from "../../tests/support/http_text.ts";
import { HttpScene, type Peer } from "../../tests/support/http_scene.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import { Credentials } from "./credentials.ts";
import { HttpInbound } from "./http_inbound.ts";

const INBOUND = new HttpInbound({ credentials: new Credentials([]) });

const GET_A = httpMessage(["GET http://a/1 HTTP/1.1", "Host: a"]);
const GET_B = httpMessage(["GET http://b:81/2 HTTP/1.1", "Host: b:81"]);
const ASKED_A = httpMessage(["GET /1 HTTP/1.1", "Host: a", "Connection: close"]);
const ASKED_B = httpMessage(["GET /2 HTTP/1.1", "Host: b:81", "Connection: close"]);

const ANSWER = httpMessage(["HTTP/1.1 200 OK", "Content-Length: 5", "Connection: close"], "hello");
const ANSWERED = httpMessage(
  ["HTTP/1.1 200 OK", "Content-Length: 5", "Connection: keep-alive"],
  "hello",
);

Deno.test("HttpExchange serves one target after another on one connection", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(GET_A);
  await answerTo(await scene.target(), ASKED_A);
  await scene.client.hears(ANSWERED);
  await scene.client.say(GET_B);
  await answerTo(await scene.target(), ASKED_B);
  await scene.client.hears(ANSWERED);
  await scene.client.finish();
  assertEquals(await scene.over, { stages: ["ADDR", "ADDR"], error: undefined });
  assertEquals(scene.dialed, ["a:80", "b:81"]);
});

Deno.test("HttpExchange serves requests that come in one chunk, each when the one before is answered", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(GET_A + GET_B + GET_A);
  for (const [count, asked] of [ASKED_A, ASKED_B, ASKED_A].entries()) {
    const target = await scene.target();
    await target.hears(asked);
    await settle();
    assertEquals(scene.dialed.length, count + 1);
    target.say(ANSWER).catch(() => {});
    await scene.client.hears(ANSWERED);
  }
  await scene.client.finish();
  assertStrictEquals((await scene.over).error, undefined);
});

Deno.test("HttpExchange keeps a request that comes before the answer for later", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(GET_A);
  const first = await scene.target();
  await first.hears(ASKED_A);
  await scene.client.say(GET_B);
  const tooMuch = scene.client.say(GET_A);
  await settle();
  await answerTo(first, "");
  await scene.client.hears(ANSWERED);
  for (const asked of [ASKED_B, ASKED_A]) {
    await answerTo(await scene.target(), asked);
    await scene.client.hears(ANSWERED);
  }
  await tooMuch;
  await scene.client.finish();
  assertStrictEquals((await scene.over).error, undefined);
});

Deno.test("HttpExchange sends head and body of a request in one chunk, when they have come so", async () => {
  const scene = new HttpScene(INBOUND);
  const fields = ["Host: a", "Content-Length: 5"];
  await scene.client.say(httpMessage(["POST http://a/ HTTP/1.1", ...fields], "hello") + GET_B);
  const target = await scene.target();
  const chunk = await target.conn.read();
  const asked = httpMessage(["POST / HTTP/1.1", ...fields, "Connection: close"], "hello");
  assertEquals(chunk?.length, asked.length);
  await leave(scene, target);
});

Deno.test("HttpExchange does not tell the target that the request is over until the answer is", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(GET_A);
  const target = await scene.target();
  await target.hears(ASKED_A);
  let finished = false;
  const fin = target.conn.read().finally(() => finished = true);
  fin.catch(() => {});
  await settle();
  assertEquals(finished, false);
  target.say(ANSWER).catch(() => {});
  await scene.client.hears(ANSWERED);
  await scene.client.finish();
  await scene.over;
  await settle();
  assertEquals(finished, true);
});

Deno.test("HttpExchange passes on that the client has finished, which still gets its answer", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(GET_A);
  await scene.client.finish();
  const target = await scene.target();
  assertEquals(await target.hearsAll(), ASKED_A);
  target.say(ANSWER).catch(() => {});
  assertEquals(await scene.client.hearsAll(), ANSWERED);
  assertStrictEquals((await scene.over).error, undefined);
});

Deno.test("HttpExchange passes on that the client has finished inside its body", async () => {
  const scene = new HttpScene(INBOUND);
  const fields = ["Host: a", "Content-Length: 10"];
  await scene.client.say(httpMessage(["POST http://a/ HTTP/1.1", ...fields], "hell"));
  await scene.client.finish();
  const target = await scene.target();
  const asked = httpMessage(["POST / HTTP/1.1", ...fields, "Connection: close"], "hell");
  assertEquals(await target.hearsAll(), asked);
  await leave(scene, target);
});

Deno.test("HttpExchange passes chunked bodies with trailers both ways as they are, byte by byte", async () => {
  const body = '5;ext="x"\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n';
  const framing = ["Transfer-Encoding: chunked", "Trailer: X-Sum"];
  const scene = new HttpScene(INBOUND);
  const said = httpMessage(["POST http://a/ HTTP/1.1", "Host: a", ...framing], body) + GET_B;
  const saying = scene.client.sayByteByByte(said);
  const target = await scene.target();
  await target.hears(
    httpMessage(["POST / HTTP/1.1", "Host: a", ...framing, "Connection: close"], body),
  );
  const answer = httpMessage(["HTTP/1.1 200 OK", ...framing], body);
  target.sayByteByByte(answer).catch(() => {});
  await scene.client.hears(
    httpMessage(["HTTP/1.1 200 OK", ...framing, "Connection: keep-alive"], body),
  );
  await answerTo(await scene.target(), ASKED_B);
  await scene.client.hears(ANSWERED);
  await saying;
  await leave(scene);
});

Deno.test("HttpExchange passes on 100 Continue, and the body that waits for it", async () => {
  const scene = new HttpScene(INBOUND);
  const fields = ["Host: a", "Expect: 100-continue", "Content-Length: 5"];
  await scene.client.say(httpMessage(["PUT http://a/ HTTP/1.1", ...fields]));
  const target = await scene.target();
  await target.hears(httpMessage(["PUT / HTTP/1.1", ...fields, "Connection: close"]));
  await target.say(httpMessage(["HTTP/1.1 100 Continue"]));
  await scene.client.hears(httpMessage(["HTTP/1.1 100 Continue"]));
  await scene.client.say("hello");
  await target.hears("hello");
  target.say(ANSWER).catch(() => {});
  await scene.client.hears(ANSWERED);
  await leave(scene);
});

const BODYLESS = [
  { method: "HEAD", status: "200 OK", fields: ["Content-Length: 5"] },
  { method: "HEAD", status: "200 OK", fields: [] },
  { method: "GET", status: "304 Not Modified", fields: ["Content-Length: 5"] },
  { method: "GET", status: "204 No Content", fields: [] },
  { method: "GET", status: "200 OK", fields: ["Content-Length: 0"] },
];
for (const { method, status, fields } of BODYLESS) {
  Deno.test(`HttpExchange ends the answer to ${method} after its head at ${status} with ${fields}`, async () => {
    const scene = new HttpScene(INBOUND);
    await scene.client.say(httpMessage([`${method} http://a/1 HTTP/1.1`, "Host: a"]) + GET_B);
    const target = await scene.target();
    await target.hears(httpMessage([`${method} /1 HTTP/1.1`, "Host: a", "Connection: close"]));
    target.say(httpMessage([`HTTP/1.1 ${status}`, ...fields])).catch(() => {});
    await scene.client.hears(
      httpMessage([`HTTP/1.1 ${status}`, ...fields, "Connection: keep-alive"]),
    );
    await answerTo(await scene.target(), ASKED_B);
    await scene.client.hears(ANSWERED);
    await leave(scene);
  });
}

Deno.test("HttpExchange ends the connection with an answer that only its end delimits", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(GET_A + GET_B);
  const target = await scene.target();
  await target.hears(ASKED_A);
  await target.say(httpMessage(["HTTP/1.0 200 OK", "Connection: keep-alive"], "hello"));
  await scene.client.hears(httpMessage(["HTTP/1.1 200 OK", "Connection: close"], "hello"));
  await target.say(" world");
  await target.finish();
  assertEquals(await scene.client.hearsAll(), " world");
  scene.client.conn.close();
  assertStrictEquals((await scene.over).error, undefined);
  assertEquals(scene.dialed, ["a:80"]);
});

Deno.test("HttpExchange ends the connection when the client wants that", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(httpMessage(["GET http://a/1 HTTP/1.1", "Host: a", "Connection: close"]));
  await answerTo(await scene.target(), ASKED_A);
  assertEquals(await scene.client.hearsAll(), ANSWERED.replace("keep-alive", "close"));
  assertStrictEquals((await scene.over).error, undefined);
});

Deno.test("HttpExchange asks in HTTP/1.0 for a client that speaks it, and spares it interim answers", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(httpMessage(["GET http://a/1 HTTP/1.0", "Connection: keep-alive"]));
  const target = await scene.target();
  await target.hears(ASKED_A.replace("1.1", "1.0"));
  target.say(httpMessage(["HTTP/1.1 103 Early Hints", "Link: x"]) + ANSWER).catch(() => {});
  assertEquals(await scene.client.hearsAll(), ANSWERED.replace("keep-alive", "close"));
  assertStrictEquals((await scene.over).error, undefined);
});

Deno.test("HttpExchange drops what a target sends after its answer", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(GET_A);
  const target = await scene.target();
  await target.hears(ASKED_A);
  target.say(`${ANSWER}HTTP/1.1 200 Smuggled\r\n\r\n`).catch(() => {});
  await scene.client.hears(ANSWERED);
  await scene.client.say(GET_B);
  await answerTo(await scene.target(), ASKED_B);
  await scene.client.hears(ANSWERED);
  await leave(scene);
});

const UPGRADE = ["Connection: Upgrade", "Upgrade: chat"];

Deno.test("HttpExchange turns into a tunnel after 101", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(httpMessage(["GET http://a/1 HTTP/1.1", "Host: a", ...UPGRADE]));
  const target = await scene.target();
  await target.hears(httpMessage(["GET /1 HTTP/1.1", "Host: a", ...UPGRADE]));
  await target.say(httpMessage(["HTTP/1.1 101 Switching Protocols", ...UPGRADE], "first"));
  await scene.client.hears(httpMessage(["HTTP/1.1 101 Switching Protocols", ...UPGRADE], "first"));
  for (const word of ["GET / HTTP/1.1\r\n\r\n", "\0\n"]) {
    await scene.client.say(word);
    await target.hears(word);
    await target.say(word);
    await scene.client.hears(word);
  }
  await target.finish();
  assertEquals(await scene.client.hearsAll(), "");
  await scene.client.say("last");
  await scene.client.finish();
  assertEquals(await target.hearsAll(), "last");
  assertStrictEquals((await scene.over).error, undefined);
});

Deno.test("HttpExchange gives the tunnel what came before 101", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(httpMessage(["GET http://a/1 HTTP/1.1", "Host: a", ...UPGRADE], "early"));
  const target = await scene.target();
  await target.hears(httpMessage(["GET /1 HTTP/1.1", "Host: a", ...UPGRADE]));
  await target.say(httpMessage(["HTTP/1.1 101 Switching Protocols", ...UPGRADE]));
  await scene.client.hears(httpMessage(["HTTP/1.1 101 Switching Protocols", ...UPGRADE]));
  await target.hears("early");
  await leave(scene, target);
});

Deno.test("HttpExchange goes on after an upgrade that the target does not want", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(httpMessage(["GET http://a/1 HTTP/1.1", "Host: a", ...UPGRADE]));
  const target = await scene.target();
  await target.hears(httpMessage(["GET /1 HTTP/1.1", "Host: a", ...UPGRADE]));
  await target.say(ANSWER);
  await scene.client.hears(ANSWERED);
  await scene.client.say(GET_B);
  await answerTo(await scene.target(), ASKED_B);
  await scene.client.hears(ANSWERED);
  await leave(scene);
});

Deno.test("HttpExchange ends the connection when the answer comes before all of the request", async () => {
  const scene = new HttpScene(INBOUND);
  const fields = ["Host: a", "Content-Length: 1000000"];
  await scene.client.say(httpMessage(["POST http://a/ HTTP/1.1", ...fields], "hello"));
  const target = await scene.target();
  await target.hears(httpMessage(["POST / HTTP/1.1", ...fields, "Connection: close"], "hello"));
  await target.say(httpMessage(["HTTP/1.1 413 Too Large", "Content-Length: 0"]));
  assertEquals(
    await scene.client.hearsAll(),
    httpMessage(["HTTP/1.1 413 Too Large", "Content-Length: 0", "Connection: close"]),
  );
  // What is still on its way is taken, or the client would get RST and perhaps no answer.
  await scene.client.say("x".repeat(100_000));
  await scene.client.say(GET_B);
  await scene.client.finish();
  assertStrictEquals((await scene.over).error, undefined);
  assertEquals(scene.dialed, ["a:80"]);
});

Deno.test("HttpExchange does not take an endless upload after the answer", async () => {
  const scene = new HttpScene(INBOUND);
  const fields = ["Host: a", "Transfer-Encoding: chunked"];
  await scene.client.say(httpMessage(["POST http://a/ HTTP/1.1", ...fields]));
  const target = await scene.target();
  await target.hears(httpMessage(["POST / HTTP/1.1", ...fields, "Connection: close"]));
  target.say(httpMessage(["HTTP/1.1 413 Too Large", "Content-Length: 0"])).catch(() => {});
  await scene.client.hearsAll();
  await assertRejects(async () => {
    for (;;) await scene.client.say("x".repeat(100_000));
  }, StreamError);
  await scene.over;
});

Deno.test("HttpExchange streams both ways at once", async () => {
  const scene = new HttpScene(INBOUND);
  const fields = ["Host: a", "Content-Length: 3"];
  await scene.client.say(httpMessage(["POST http://a/ HTTP/1.1", ...fields]));
  const target = await scene.target();
  await target.hears(httpMessage(["POST / HTTP/1.1", ...fields, "Connection: close"]));
  await target.say(httpMessage(["HTTP/1.1 200 OK", "Content-Length: 3"]));
  await scene.client.hears(
    httpMessage(["HTTP/1.1 200 OK", "Content-Length: 3", "Connection: close"]),
  );
  for (const word of ["x", "y", "z"]) {
    await scene.client.say(word);
    await target.hears(word);
    target.say(word).catch(() => {});
    await scene.client.hears(word);
  }
  assertEquals(await scene.client.hearsAll(), "");
  assertStrictEquals((await scene.over).error, undefined);
});

const NO_ANSWERS = {
  "finishes without an answer": { said: "", fault: "truncated" },
  "finishes inside its head": { said: "HTTP/1.1 200 OK\r\nConte", fault: "truncated" },
  "finishes after an interim answer": { said: "HTTP/1.1 100 Continue\r\n\r\n", fault: "truncated" },
  "does not speak HTTP": { said: "SSH-2.0-x\r\n\r\n", fault: "malformed" },
  "ends lines with LF": { said: "HTTP/1.1 200 OK\n\n", fault: "malformed" },
  "sends too large a head": { said: `HTTP/1.1 200 ${"x".repeat(20_000)}`, fault: "malformed" },
  "frames its body in two ways": {
    said: httpMessage(["HTTP/1.1 200 OK", "Content-Length: 1", "Transfer-Encoding: chunked"], "x"),
    fault: "malformed",
  },
  "breaks its body off with the head": {
    said: httpMessage(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], "nonsense\r\n"),
    fault: "malformed",
  },
  "switches protocols unasked": {
    said: httpMessage(["HTTP/1.1 101 Switching Protocols", ...UPGRADE]),
    fault: "malformed",
  },
};
for (const [what, { said, fault }] of Object.entries(NO_ANSWERS)) {
  Deno.test(`HttpExchange answers 502 when the target ${what}`, async () => {
    const scene = new HttpScene(INBOUND);
    await scene.client.say(GET_A + GET_B);
    const target = await scene.target();
    await target.hears(ASKED_A);
    target.say(said).then(() => target.finish()).catch(() => {});
    const heard = (await scene.client.hearsAll()).replace("HTTP/1.1 100 Continue\r\n\r\n", "");
    assertEquals(heard.split("\r\n")[0], "HTTP/1.1 502 Bad Gateway");
    assertFault((await scene.over).error, fault);
    assertEquals(scene.dialed, ["a:80"]);
  });
}

const CUT_OFF = {
  "Content-Length": { framing: "Content-Length: 10", body: "hello", fault: "truncated" },
  "chunked": { framing: "Transfer-Encoding: chunked", body: "5\r\nhello\r\n", fault: "truncated" },
  "broken chunks": {
    framing: "Transfer-Encoding: chunked",
    body: "5\r\nhello\r\nx",
    fault: "malformed",
  },
};
for (const [what, { framing, body, fault }] of Object.entries(CUT_OFF)) {
  Deno.test(`HttpExchange closes the connection when the answer is cut off (${what})`, async () => {
    const scene = new HttpScene(INBOUND);
    await scene.client.say(GET_A + GET_B);
    const target = await scene.target();
    await target.hears(ASKED_A);
    const head = httpMessage(["HTTP/1.1 200 OK", framing]);
    const saying = target.say(head).then(() => target.sayByteByByte(body));
    saying.then(() => target.finish()).catch(() => {});
    const heard = await scene.client.hearsAll();
    const passed = httpMessage(["HTTP/1.1 200 OK", framing, "Connection: keep-alive"], body);
    assertEquals(passed.startsWith(heard), true);
    assertFault((await scene.over).error, fault);
  });
}

Deno.test("HttpExchange is broken off when a request's body is", async () => {
  const scene = new HttpScene(INBOUND);
  const fields = ["Host: a", "Transfer-Encoding: chunked"];
  await scene.client.say(httpMessage(["POST http://a/ HTTP/1.1", ...fields], "1\r\nx\r\n"));
  const target = await scene.target();
  await target.hears(
    httpMessage(["POST / HTTP/1.1", ...fields, "Connection: close"], "1\r\nx\r\n"),
  );
  await scene.client.say("nonsense");
  assertEquals(await scene.client.hearsAll(), "");
  scene.client.conn.close();
  assertFault((await scene.over).error, "rejected");
  assertEquals(await target.hearsAll(), "");
});

Deno.test("HttpExchange is over when the client breaks off", async () => {
  const scene = new HttpScene(INBOUND);
  await scene.client.say(GET_A);
  const target = await scene.target();
  await target.hears(ASKED_A);
  scene.client.conn.close();
  target.say(ANSWER).catch(() => {});
  assertFault((await scene.over).error, "reset");
});

async function answerTo(target: Peer, asked: string): Promise<void> {
  await target.hears(asked);
  target.say(ANSWER).catch(() => {});
}

/** In the middle of an exchange both have to go: a client's close alone is a FIN, and may be half of one. */
async function leave(scene: HttpScene, target?: Peer): Promise<void> {
  scene.client.conn.close();
  target?.conn.close();
  await scene.over;
}

function assertFault(error: unknown, fault: string): void {
  assertInstanceOf(error, StreamError);
  assertEquals(error.fault, fault);
}
