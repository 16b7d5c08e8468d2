// One fetch of a list of servers: over HTTPS only, also where it is sent elsewhere, and nothing at all where it has not
// changed. No message shows the address, which is a secret, but for its host.

import type { Clock } from "../net/clock.ts";
import { type HttpAnswer, type HttpGet, TooLongError } from "../net/http_get.ts";
import { isSafe } from "./online_url.ts";

export interface FetchedText {
  readonly text: string;
  /** By which the server knows this version again. */
  readonly etag: string | undefined;
}

export interface FetchParts {
  readonly get: HttpGet;
  readonly clock: Clock;
}

/** The list could not be fetched. */
export class OnlineFetchError extends Error {
  override readonly name = "OnlineFetchError";
}

const TIME_OUT_MS = 30_000;
const MAX_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 5;
const ACCEPT = {
  accept: "application/json, text/plain;q=0.9, */*;q=0.5",
  "user-agent": "umbra (Shadowsocks)",
};

/** `undefined`: it is still as `etag` says. Rejects with an OnlineFetchError. */
export async function fetchOnline(
  url: URL,
  etag: string | undefined,
  { get, clock }: FetchParts,
): Promise<FetchedText | undefined> {
  const abort = new AbortController();
  const timeout = clock.at(TIME_OUT_MS, () => abort.abort());
  const headers = etag === undefined ? ACCEPT : { ...ACCEPT, "if-none-match": etag };
  try {
    return readAnswer(
      await follow(url, (at) => {
        return get(at, { headers, maxBytes: MAX_BYTES, signal: abort.signal });
      }),
    );
  } catch (cause) {
    if (cause instanceof OnlineFetchError) throw cause;
    const why = abort.signal.aborted ? `no answer within ${TIME_OUT_MS / 1000} s` : reasonOf(cause);
    throw new OnlineFetchError(`${url.host}: ${why}`, { cause });
  } finally {
    timeout.cancel();
  }
}

interface Located {
  readonly answer: HttpAnswer;
  readonly host: string;
}

async function follow(first: URL, get: (url: URL) => Promise<HttpAnswer>): Promise<Located> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await get(url);
    const location = answer.headers.get("location");
    if (answer.status < 300 || answer.status === 304 || answer.status >= 400 || location === null) {
      return { answer, host: url.host };
    }
    url = nextUrl(location, url);
  }
  throw new OnlineFetchError(`${first.host}: it is sent on more than ${MAX_REDIRECTS} times`);
}

function nextUrl(location: string, from: URL): URL {
  const next = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  // What listens on this machine without TLS is no business of whoever keeps a list elsewhere.
  const leavesTls = from.protocol === "https:" && next?.protocol !== "https:";
  if (next !== undefined && isSafe(next) && !leavesTls) return next;
  throw new OnlineFetchError(`${from.host}: it is sent on to where https:// does not protect it`);
}

function readAnswer({ answer, host }: Located): FetchedText | undefined {
  const { status, headers, body } = answer;
  if (status === 304) return undefined;
  if (status !== 200) throw new OnlineFetchError(`${host}: it answers with status ${status}`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return { text, etag: headers.get("etag") ?? undefined };
  } catch (cause) {
    throw new OnlineFetchError(`${host}: its answer is no text`, { cause });
  }
}

/** Messages of the platform name the whole address, so of those only the kind is told. */
function reasonOf(cause: unknown): string {
  if (cause instanceof TooLongError) return cause.message;
  return "it cannot be reached, or its certificate is not trusted";
}
