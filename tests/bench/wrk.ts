// The wrk of this machine as an HTTP client that is cheaper than what it measures.

export interface WrkOptions {
  readonly url: string;
  readonly seconds: number;
  /** One request per connection. */
  readonly closing: boolean;
}

export interface WrkResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const CONNECTIONS = 32;
const GRACE_MS = 10_000;

export async function runWrk({ url, seconds, closing }: WrkOptions): Promise<WrkResult> {
  const { code, stdout, stderr } = await new Deno.Command("wrk", {
    args: [
      ...["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--latency"],
      ...(closing ? ["-H", "Connection: close"] : []),
      url,
    ],
    stdin: "null",
    // It ends by itself, unless what it measures stalls in a way that it does not know.
    signal: AbortSignal.timeout(seconds * 1000 + GRACE_MS),
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (code !== 0) throw new Error(`wrk failed: ${text}${new TextDecoder().decode(stderr)}`);
  return parseWrk(text);
}

/** Throws when what it measured did not work. */
export function parseWrk(text: string): WrkResult {
  const requests = Number(/(\d+) requests in/.exec(text)?.[1]);
  const requestsPerSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
  const p50Ms = milliseconds(/^\s+50%\s+(\S+)$/m.exec(text)?.[1]);
  const p99Ms = milliseconds(/^\s+99%\s+(\S+)$/m.exec(text)?.[1]);
  if (!(requests > 0) || Number.isNaN(requestsPerSecond + p50Ms + p99Ms)) {
    throw new Error(`Nothing was answered:\n${text}`);
  }
  if (failures(text) > requests / 100) throw new Error(`Too much went wrong:\n${text}`);
  return { requests, requestsPerSecond, p50Ms, p99Ms };
}

function failures(text: string): number {
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(
    text,
  );
  const badAnswers = /Non-2xx or 3xx responses: (\d+)/.exec(text);
  return [...socketErrors?.slice(1) ?? [], ...badAnswers?.slice(1) ?? []]
    .reduce((sum, count) => sum + Number(count), 0);
}

function milliseconds(text: string | undefined): number {
  const match = /^([\d.]+)(us|ms|s|m)$/.exec(text ?? "");
  if (match === null) return NaN;
  const scale = { us: 0.001, ms: 1, s: 1000, m: 60_000 }[match[2] as "us" | "ms" | "s" | "m"];
  return Number(match[1]) * scale;
}
