import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { type HttpAnswer, type HttpGet, TooLongError } from "../net/http_get.ts";
import { fetchOnline, OnlineFetchError } from "./online_fetch.ts";

const URL_OF_LIST = new URL("https://lists.example/token-of-mine");

Deno.test("fetchOnline() gives text and ETag, and asks with the one it has", async () => {
  const asked: string[] = [];
  const get: HttpGet = (url, { headers }) => {
    asked.push(`${url.href} ${headers["if-none-match"]}`);
    return Promise.resolve(answer({ headers: { etag: '"1"' }, body: "ü" }));
  };
  assertEquals(await fetchFrom(get), { text: "ü", etag: '"1"' });
  await fetchFrom(get, '"1"');
  assertEquals(asked, [`${URL_OF_LIST} undefined`, `${URL_OF_LIST} "1"`]);
});

Deno.test("fetchOnline() gives nothing where nothing has changed", async () => {
  assertEquals(await fetchFrom(() => Promise.resolve(answer({ status: 304 })), '"1"'), undefined);
});

Deno.test("fetchOnline() goes where it is sent, as long as that is safe", async () => {
  const sentTo = (location: string): HttpGet => (url) =>
    Promise.resolve(
      url.pathname === "/there"
        ? answer({ body: url.href })
        : answer({ status: 302, headers: { location } }),
    );
  const there = await fetchFrom(sentTo("/there"));
  assertEquals(there?.text, "https://lists.example/there");
  const local = { get: sentTo("/there"), clock: new ManualClock() };
  const here = await fetchOnline(new URL("http://127.0.0.1/"), undefined, local);
  assertEquals(here?.text, "http://127.0.0.1/there");
  const unsafe = ["http://lists.example/there", "file:///there", "https://[/there"];
  // What listens on this machine is no business of whoever keeps a list elsewhere.
  for (const location of [...unsafe, "http://127.0.0.1/there"]) {
    await assertFailure(fetchFrom(sentTo(location)), "https:// does not protect it");
  }
  await assertFailure(fetchFrom(sentTo("/here")), "it is sent on more than 5 times");
});

Deno.test("fetchOnline() says what is wrong with an answer, and never the address", async () => {
  const gives = (given: HttpAnswer): HttpGet => () => Promise.resolve(given);
  await assertFailure(fetchFrom(gives(answer({ status: 404 }))), "it answers with status 404");
  await assertFailure(fetchFrom(gives(answer({ status: 302 }))), "it answers with status 302");
  const binary = { ...answer({}), body: Uint8Array.of(0xff) };
  await assertFailure(fetchFrom(gives(binary)), "its answer is no text");
  const broken: HttpGet = () => Promise.reject(new TypeError(`error sending to ${URL_OF_LIST}`));
  await assertFailure(fetchFrom(broken), "it cannot be reached");
  const long: HttpGet = (_, { maxBytes }) => Promise.reject(new TooLongError(`over ${maxBytes}`));
  await assertFailure(fetchFrom(long), "over 1048576");
});

Deno.test("fetchOnline() gives up after 30 s", async () => {
  const clock = new ManualClock();
  const get: HttpGet = (_, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const fetched = assertFailure(
    fetchOnline(URL_OF_LIST, undefined, { get, clock }),
    "no answer within 30 s",
  );
  await clock.advance(30_000);
  await fetched;
  assertEquals(clock.pending, 0);
});

function fetchFrom(get: HttpGet, etag?: string) {
  return fetchOnline(URL_OF_LIST, etag, { get, clock: new ManualClock() });
}

async function assertFailure(fetched: Promise<unknown>, message: string): Promise<void> {
  const error = await assertRejects(() => fetched, OnlineFetchError, message);
  assertEquals(error.message.includes("token-of-mine"), false);
}

function answer(
  { status = 200, headers = {}, body = "" }: {
    readonly status?: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  },
): HttpAnswer {
  return { status, headers: new Headers(headers), body: new TextEncoder().encode(body) };
}
